# labels: name::vit_small_r26_s32_384 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Hybrid ViT small r26 s32, after a ResNet: 36.5 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2010.11929
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_small_r26_s32_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
