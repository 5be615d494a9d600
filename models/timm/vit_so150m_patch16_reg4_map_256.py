# labels: name::vit_so150m_patch16_reg4_map_256 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Shape-optimized ViT so150m with patches of 16 pixels, 4 registers and attention pooling: 141.5 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2305.13035
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_so150m_patch16_reg4_map_256", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
