# labels: name::vit_large_patch14_clip_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""CLIP ViT large with patches of 14 pixels: 304.2 million parameters.

Source: https://arxiv.org/abs/2103.00020
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_large_patch14_clip_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
