# labels: name::vit_xsmall_patch16_clip_224 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""CLIP ViT xsmall with patches of 16 pixels: 8.3 million parameters, an embedding of 512.

Source: https://arxiv.org/abs/2103.00020
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_xsmall_patch16_clip_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
