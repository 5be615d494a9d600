# labels: name::vgg13_bn author::timm task::Image_Classification license::bsd-3-clause test_group::timm
"""VGG 13 with batch normalization: 133.1 million parameters.

Source: https://arxiv.org/abs/1409.1556
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("vgg13_bn", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
