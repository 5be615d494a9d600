# labels: name::vit_small_plus_patch16_dinov3 author::timm task::Image_Feature_Extraction license::dinov3-license test_group::timm
"""DINOv3 ViT small-plus with patches of 16 pixels: 28.7 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2508.10104
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_small_plus_patch16_dinov3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
