# labels: name::res2net50_14w_8s author::timm task::Image_Classification license::unknown test_group::timm
"""Res2Net 50 14w 8s: 25.1 million parameters.

Source: https://arxiv.org/abs/1904.01169
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("res2net50_14w_8s", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
