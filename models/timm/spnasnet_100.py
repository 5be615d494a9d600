# labels: name::spnasnet_100 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Single-Path NAS network with width multiplier 1: 4.4 million parameters.

Source: https://arxiv.org/abs/1904.02877
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("spnasnet_100", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
