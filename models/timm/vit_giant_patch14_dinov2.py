# labels: name::vit_giant_patch14_dinov2 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""DINOv2 ViT giant with patches of 14 pixels: 1.1 billion parameters, images of 518 × 518 pixels.

Source: https://arxiv.org/abs/2304.07193
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_giant_patch14_dinov2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 518, 518))
