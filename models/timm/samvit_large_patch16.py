# labels: name::samvit_large_patch16 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""Segment Anything's ViT large with patches of 16 pixels: 308.3 million parameters, images of 1024 × 1024 pixels.

Source: https://arxiv.org/abs/2304.02643
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("samvit_large_patch16", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 1024, 1024))
