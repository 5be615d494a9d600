# labels: name::hrnet_w18_small_v2 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""HRNet W18 small v2: 15.6 million parameters.

Source: https://arxiv.org/abs/1908.07919
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("hrnet_w18_small_v2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
