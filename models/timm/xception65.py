# labels: name::xception65 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Aligned Xception 65: 39.9 million parameters, images of 299 × 299 pixels.

Source: https://arxiv.org/abs/1802.02611
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("xception65", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 299, 299))
