# labels: name::focalnet_huge_fl3 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""FocalNet huge with 3 focal levels: 745.3 million parameters, an embedding of 21842.

Source: https://arxiv.org/abs/2203.11926
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("focalnet_huge_fl3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
