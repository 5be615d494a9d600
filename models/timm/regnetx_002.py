# labels: name::regnetx_002 author::timm task::Image_Classification license::mit test_group::timm
"""RegNetX 002: 2.7 million parameters.

Source: https://arxiv.org/abs/2003.13678
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("regnetx_002", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
