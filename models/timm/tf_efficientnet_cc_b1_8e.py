# labels: name::tf_efficientnet_cc_b1_8e author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet B1 8e with conditional convolutions and TensorFlow's padding: 39.7 million parameters, images of 240 × 240 pixels.

Source: https://arxiv.org/abs/1904.04971
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tf_efficientnet_cc_b1_8e", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 240, 240))
