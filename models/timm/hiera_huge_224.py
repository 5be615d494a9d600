# labels: name::hiera_huge_224 author::timm task::Image_Classification license::cc-by-nc-4.0 test_group::timm
"""Hiera huge: 672.8 million parameters.

Source: https://arxiv.org/abs/2306.00989
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("hiera_huge_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
