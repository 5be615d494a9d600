# labels: name::repghostnet_058 author::timm task::Image_Classification license::mit test_group::timm
"""RepGhostNet with width multiplier 0.58: 2.5 million parameters.

Source: https://arxiv.org/abs/2211.06088
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("repghostnet_058", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
