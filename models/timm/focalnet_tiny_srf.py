# labels: name::focalnet_tiny_srf author::timm task::Image_Classification license::mit test_group::timm
"""FocalNet tiny with a small receptive field: 28.4 million parameters.

Source: https://arxiv.org/abs/2203.11926
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("focalnet_tiny_srf", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
