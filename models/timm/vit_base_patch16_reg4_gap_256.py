# labels: name::vit_base_patch16_reg4_gap_256 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ViT base with patches of 16 pixels, 4 registers and average pooling: 86.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2309.16588
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_base_patch16_reg4_gap_256", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
