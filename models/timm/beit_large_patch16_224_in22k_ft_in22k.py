# labels: name::beit_large_patch16_224_in22k_ft_in22k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""BEiT large with patches of 16 pixels: 325.8 million parameters, 21841 classes.

Source: https://arxiv.org/abs/2106.08254
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "beit_large_patch16_224.in22k_ft_in22k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
