# labels: name::dla60_res2net author::timm task::Image_Classification license::unknown test_group::timm
"""DLA 60 res2net: 20.8 million parameters.

Source: https://arxiv.org/abs/1904.01169
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("dla60_res2net", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
