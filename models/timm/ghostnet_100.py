# labels: name::ghostnet_100 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""GhostNet with width multiplier 1: 5.2 million parameters.

Source: https://arxiv.org/abs/1911.11907
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("ghostnet_100", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
