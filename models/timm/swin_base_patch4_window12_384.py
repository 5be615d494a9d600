# labels: name::swin_base_patch4_window12_384 author::timm task::Image_Classification license::mit test_group::timm
"""Swin base with patches of 4 pixels and windows of 12: 87.9 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2103.14030
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("swin_base_patch4_window12_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
