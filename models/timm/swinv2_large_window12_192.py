# labels: name::swinv2_large_window12_192 author::timm task::Image_Classification license::mit test_group::timm
"""Swin v2 large with windows of 12: 228.8 million parameters, images of 192 × 192 pixels, 21841 classes.

Source: https://arxiv.org/abs/2111.09883
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("swinv2_large_window12_192", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 192, 192))
