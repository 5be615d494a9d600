# labels: name::cait_m48_448 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""CaiT M48: 356.5 million parameters, images of 448 × 448 pixels.

Source: https://arxiv.org/abs/2103.17239
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("cait_m48_448", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 448, 448))
