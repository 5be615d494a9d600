# labels: name::mobilenetv3_large_100_miil_in21k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNetV3 large with width multiplier 1: 18.6 million parameters, 11221 classes.

Source: https://arxiv.org/abs/2104.10972v4
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "mobilenetv3_large_100.miil_in21k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
