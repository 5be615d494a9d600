# labels: name::vit_base_patch16_siglip_gap_224 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""SigLIP ViT base with patches of 16 pixels and average pooling: 85.8 million parameters.

Source: https://arxiv.org/abs/2303.15343
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_base_patch16_siglip_gap_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
