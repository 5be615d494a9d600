# labels: name::vit_mediumd_patch16_rope_reg1_gap_256 author::timm task::Image_Classification license::mit test_group::timm
"""ViT mediumd with patches of 16 pixels, rotary position embeddings, 1 register and average pooling: 63.9 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2403.13298
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_mediumd_patch16_rope_reg1_gap_256", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
