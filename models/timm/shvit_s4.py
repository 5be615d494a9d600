# labels: name::shvit_s4 author::timm task::Image_Classification license::mit test_group::timm
"""SHViT S4: 16.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2401.16456
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("shvit_s4", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
