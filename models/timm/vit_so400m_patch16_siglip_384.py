# labels: name::vit_so400m_patch16_siglip_384 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""SigLIP ViT so400m with patches of 16 pixels: 428.3 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2303.15343
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_so400m_patch16_siglip_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
