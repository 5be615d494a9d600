# labels: name::resnet26d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNet 26d: 16.0 million parameters.

Source: https://arxiv.org/abs/1812.01187
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("resnet26d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
