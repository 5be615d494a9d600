# labels: name::resnet152d_gluon_in1k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNet 152d: 60.2 million parameters.

Source: https://arxiv.org/abs/1812.01187
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "resnet152d.gluon_in1k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
