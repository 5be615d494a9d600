# labels: name::rexnetr_300 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ReXNet, with width multiplier 3 and channels rounded for accelerators: 34.8 million parameters.

Source: https://arxiv.org/abs/2007.00992
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("rexnetr_300", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
