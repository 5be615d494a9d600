# labels: name::vit_medium_patch16_gap_240 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ViT medium with patches of 16 pixels and average pooling: 44.4 million parameters, images of 240 × 240 pixels, 11821 classes.

Source: https://arxiv.org/abs/2010.11929
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_medium_patch16_gap_240", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 240, 240))
