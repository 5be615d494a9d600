# labels: name::naflexvit_so150m2_patch16_reg1_map author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""NaFlex ViT so150m2 with patches of 16 pixels, 1 register and attention pooling: 142.5 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2307.06304
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("naflexvit_so150m2_patch16_reg1_map", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
