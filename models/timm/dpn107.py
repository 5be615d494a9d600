# labels: name::dpn107 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Dual Path Network 107: 86.9 million parameters.

Source: https://arxiv.org/abs/1707.01629
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("dpn107", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
