# labels: name::vit_base_patch16_plus_clip_240 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""CLIP ViT base-plus with patches of 16 pixels: 117.2 million parameters, images of 240 × 240 pixels, an embedding of 640.

Source: https://arxiv.org/abs/2103.00020
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_base_patch16_plus_clip_240", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 240, 240))
