# labels: name::mobileone_s0 author::timm task::Image_Classification license::mobileone-license test_group::timm
"""MobileOne S0: 5.3 million parameters.

Source: https://arxiv.org/abs/2206.04040
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mobileone_s0", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
