# labels: name::ghostnetv2_160 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""GhostNetV2 with width multiplier 1.6: 12.4 million parameters.

Source: https://arxiv.org/abs/2211.12905
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("ghostnetv2_160", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
