# labels: name::naflexvit_base_patch16_parfac_gap author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""NaFlex ViT base with patches of 16 pixels and average pooling, of any aspect ratio, with factorized positions: 86.5 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2307.06304
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("naflexvit_base_patch16_parfac_gap", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
