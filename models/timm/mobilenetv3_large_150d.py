# labels: name::mobilenetv3_large_150d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNetV3 large 150d: 14.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/1905.02244
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("mobilenetv3_large_150d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
