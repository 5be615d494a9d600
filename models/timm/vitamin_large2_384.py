# labels: name::vitamin_large2_384 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""ViTamin large2: 334.0 million parameters, images of 384 × 384 pixels, an embedding of 1024.

Source: https://arxiv.org/abs/2404.02132
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vitamin_large2_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
