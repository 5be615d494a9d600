# labels: name::mobilenetv2_050 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNetV2 with width multiplier 0.5: 2.0 million parameters.

Source: https://arxiv.org/abs/1801.04381
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mobilenetv2_050", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
