# labels: name::vit_huge_patch14_clip_quickgelu_378 author::timm task::Image_Feature_Extraction license::apple-ascl test_group::timm
"""CLIP ViT huge with patches of 14 pixels and QuickGELU: 632.7 million parameters, images of 378 × 378 pixels, an embedding of 1024.

Source: https://arxiv.org/abs/2103.00020
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_huge_patch14_clip_quickgelu_378", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 378, 378))
