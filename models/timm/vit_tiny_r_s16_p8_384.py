# labels: name::vit_tiny_r_s16_p8_384 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Hybrid ViT tiny r s16 p8, after a ResNet: 6.4 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2010.11929
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_tiny_r_s16_p8_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
