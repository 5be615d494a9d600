# labels: name::twins_pcpvt_large author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Twins-PCPVT large: 61.0 million parameters.

Source: https://arxiv.org/abs/2104.13840
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("twins_pcpvt_large", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
