# labels: name::resnetv2_101x1_bit_goog_in21k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""BiT ResNetV2 101x1: 87.2 million parameters, 21843 classes.

Source: https://arxiv.org/abs/1912.11370
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "resnetv2_101x1_bit.goog_in21k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
