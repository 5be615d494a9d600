# labels: name::iformer_m author::timm task::Image_Classification license::mit test_group::timm
"""iFormer M: 8.9 million parameters.

Source: https://arxiv.org/abs/2501.15369
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("iformer_m", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
