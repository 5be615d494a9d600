# labels: name::mobilevitv2_125 author::timm task::Image_Classification license::cvnets-license test_group::timm
"""MobileViT v2 with width multiplier 1.25: 7.5 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2206.02680
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("mobilevitv2_125", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
