# labels: name::swinv2_tiny_window16_256 author::timm task::Image_Classification license::mit test_group::timm
"""Swin v2 tiny with windows of 16: 28.3 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2111.09883
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("swinv2_tiny_window16_256", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
