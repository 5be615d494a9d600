# labels: name::hrnet_w48_ssld author::timm task::Image_Classification license::mit test_group::timm
"""HRNet W48, distilled: 77.5 million parameters.

Source: https://arxiv.org/abs/1908.07919
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("hrnet_w48_ssld", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
