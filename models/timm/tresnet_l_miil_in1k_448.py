# labels: name::tresnet_l_miil_in1k_448 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""TResNet L: 56.0 million parameters, images of 448 × 448 pixels.

Source: https://arxiv.org/abs/2003.13630
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "tresnet_l.miil_in1k_448"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 448, 448))
