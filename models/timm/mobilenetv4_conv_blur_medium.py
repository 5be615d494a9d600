# labels: name::mobilenetv4_conv_blur_medium author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNetV4 medium with convolutions only and blurred pooling: 9.7 million parameters.

Source: https://arxiv.org/abs/2404.10518
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mobilenetv4_conv_blur_medium", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
