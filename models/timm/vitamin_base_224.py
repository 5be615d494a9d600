# labels: name::vitamin_base_224 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""ViTamin base: 87.7 million parameters, an embedding of 768.

Source: https://arxiv.org/abs/2404.02132
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vitamin_base_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
