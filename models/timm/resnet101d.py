# labels: name::resnet101d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNet 101d: 44.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/1812.01187
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("resnet101d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
