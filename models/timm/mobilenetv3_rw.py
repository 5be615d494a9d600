# labels: name::mobilenetv3_rw author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNetV3, Ross Wightman's variant: 5.5 million parameters.

Source: https://arxiv.org/abs/1905.02244
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mobilenetv3_rw", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
