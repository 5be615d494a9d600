# labels: name::vit_large_patch16_dinov3_qkvb author::timm task::Image_Feature_Extraction license::dinov3-license test_group::timm
"""DINOv3 ViT large with patches of 16 pixels and biases of queries, keys and values: 303.1 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2508.10104
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_large_patch16_dinov3_qkvb", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
