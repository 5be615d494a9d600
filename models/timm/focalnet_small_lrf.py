# labels: name::focalnet_small_lrf author::timm task::Image_Classification license::mit test_group::timm
"""FocalNet small with a large receptive field: 50.3 million parameters.

Source: https://arxiv.org/abs/2203.11926
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("focalnet_small_lrf", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
