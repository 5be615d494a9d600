# labels: name::swin_large_patch4_window12_384_ms_in22k author::timm task::Image_Classification license::mit test_group::timm
"""Swin large with patches of 4 pixels and windows of 12: 228.8 million parameters, images of 384 × 384 pixels, 21841 classes.

Source: https://arxiv.org/abs/2103.14030
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "swin_large_patch4_window12_384.ms_in22k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
