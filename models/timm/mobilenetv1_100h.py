# labels: name::mobilenetv1_100h author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNet 100h: 5.3 million parameters.

Source: https://arxiv.org/abs/1704.04861
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mobilenetv1_100h", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
