# labels: name::vit_pe_core_large_patch14_336 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""Perception Encoder large with patches of 14 pixels, core: 317.2 million parameters, images of 336 × 336 pixels, an embedding of 1024.

Source: https://arxiv.org/abs/2504.13181
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_pe_core_large_patch14_336", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 336, 336))
