# labels: name::resnetv2_50d_gn author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNetV2 50d with group normalization: 25.6 million parameters.

Source: https://arxiv.org/abs/1603.05027
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("resnetv2_50d_gn", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
