# labels: name::resnetv2_101x3_bit author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""BiT ResNetV2 101x3: 387.9 million parameters, images of 448 × 448 pixels.

Source: https://arxiv.org/abs/1912.11370
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("resnetv2_101x3_bit", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 448, 448))
