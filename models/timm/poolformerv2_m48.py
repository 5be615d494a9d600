# labels: name::poolformerv2_m48 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""PoolFormerV2 M48: 73.3 million parameters.

Source: https://arxiv.org/abs/2210.13452
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("poolformerv2_m48", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
