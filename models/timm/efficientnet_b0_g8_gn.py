# labels: name::efficientnet_b0_g8_gn author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet B0 g8 with group normalization: 6.6 million parameters.

Source: https://arxiv.org/abs/1905.11946
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("efficientnet_b0_g8_gn", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
