# labels: name::ghostnetv3_130 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""GhostNetV3 with width multiplier 1.3: 12.2 million parameters.

Source: https://arxiv.org/abs/2404.11202
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("ghostnetv3_130", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
