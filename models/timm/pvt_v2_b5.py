# labels: name::pvt_v2_b5 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""PVT v2 B5: 82.0 million parameters.

Source: https://arxiv.org/abs/2106.13797
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("pvt_v2_b5", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
