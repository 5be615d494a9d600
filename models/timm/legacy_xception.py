# labels: name::legacy_xception author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Xception: 22.9 million parameters, images of 299 × 299 pixels.

Source: https://arxiv.org/abs/1610.02357
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("legacy_xception", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 299, 299))
