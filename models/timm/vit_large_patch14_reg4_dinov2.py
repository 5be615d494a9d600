# labels: name::vit_large_patch14_reg4_dinov2 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""DINOv2 ViT large with patches of 14 pixels and 4 registers: 304.4 million parameters, images of 518 × 518 pixels.

Source: https://arxiv.org/abs/2309.16588
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_large_patch14_reg4_dinov2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 518, 518))
