# labels: name::vitamin_large2_224 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""ViTamin large2: 333.6 million parameters, an embedding of 1024.

Source: https://arxiv.org/abs/2404.02132
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vitamin_large2_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
