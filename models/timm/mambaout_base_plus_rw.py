# labels: name::mambaout_base_plus_rw author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MambaOut base-plus, Ross Wightman's variant: 101.7 million parameters.

Source: https://arxiv.org/abs/2405.07992
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mambaout_base_plus_rw", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
