# labels: name::mobilevitv2_200_cvnets_in22k_ft_in1k_384 author::timm task::Image_Classification license::cvnets-license test_group::timm
"""MobileViT v2 with width multiplier 2: 18.4 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2206.02680
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "mobilevitv2_200.cvnets_in22k_ft_in1k_384"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
