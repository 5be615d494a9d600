# labels: name::iformer_l_distilled author::timm task::Image_Classification license::mit test_group::timm
"""iFormer L with a distillation token: 15.2 million parameters.

Source: https://arxiv.org/abs/2501.15369
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("iformer_l_distilled", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
