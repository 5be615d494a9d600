# labels: name::resnetv2_152x2_bit_goog_in21k_ft_in1k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""BiT ResNetV2 152x2: 236.3 million parameters, images of 448 × 448 pixels.

Source: https://arxiv.org/abs/1912.11370
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "resnetv2_152x2_bit.goog_in21k_ft_in1k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 448, 448))
