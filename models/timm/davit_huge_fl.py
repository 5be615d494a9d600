# labels: name::davit_huge_fl author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""DaViT of Florence-2 huge: 360.6 million parameters, images of 768 × 768 pixels.

Source: https://arxiv.org/abs/2311.06242
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("davit_huge_fl", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 768, 768))
