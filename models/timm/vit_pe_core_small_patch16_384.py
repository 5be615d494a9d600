# labels: name::vit_pe_core_small_patch16_384 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""Perception Encoder small with patches of 16 pixels, core: 23.8 million parameters, images of 384 × 384 pixels, an embedding of 512.

Source: https://arxiv.org/abs/2504.13181
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_pe_core_small_patch16_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
