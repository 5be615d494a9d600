# labels: name::regnety_016 author::timm task::Image_Classification license::bsd-3-clause test_group::timm
"""RegNetY 016: 11.2 million parameters.

Source: https://arxiv.org/abs/2003.13678
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("regnety_016", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
