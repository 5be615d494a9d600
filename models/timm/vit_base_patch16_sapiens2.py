# labels: name::vit_base_patch16_sapiens2 author::timm task::Image_Feature_Extraction license::sapiens2-license test_group::timm
"""Sapiens2 ViT base with patches of 16 pixels: 114.0 million parameters, images of 1024 × 768 pixels.

Source: https://arxiv.org/abs/2604.21681
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_base_patch16_sapiens2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 1024, 768))
