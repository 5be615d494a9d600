# labels: name::rexnet_100 author::timm task::Image_Classification license::mit test_group::timm
"""ReXNet with width multiplier 1: 4.8 million parameters.

Source: https://arxiv.org/abs/2007.00992
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("rexnet_100", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
