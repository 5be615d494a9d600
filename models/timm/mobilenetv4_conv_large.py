# labels: name::mobilenetv4_conv_large author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNetV4 large with convolutions only: 32.6 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2404.10518
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("mobilenetv4_conv_large", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
