# labels: name::tf_efficientnet_cc_b0_4e author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet B0 4e with conditional convolutions and TensorFlow's padding: 13.3 million parameters.

Source: https://arxiv.org/abs/1904.04971
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("tf_efficientnet_cc_b0_4e", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
