# labels: name::resnetv2_152x2_bit author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""BiT ResNetV2 152x2: 236.3 million parameters.

Source: https://arxiv.org/abs/1912.11370
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("resnetv2_152x2_bit", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
