# labels: name::repghostnet_080 author::timm task::Image_Classification license::mit test_group::timm
"""RepGhostNet with width multiplier 0.8: 3.3 million parameters.

Source: https://arxiv.org/abs/2211.06088
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("repghostnet_080", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
