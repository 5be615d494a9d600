# labels: name::efficientvim_m2_dist author::timm task::Image_Classification license::mit test_group::timm
"""EfficientViM M2, distilled: 15.3 million parameters.

Source: https://arxiv.org/abs/2411.15241
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("efficientvim_m2_dist", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
