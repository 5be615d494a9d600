# labels: name::eva_giant_patch14_336 author::timm task::Image_Classification license::mit test_group::timm
"""EVA giant with patches of 14 pixels: 1.0 billion parameters, images of 336 × 336 pixels.

Source: https://arxiv.org/abs/2211.07636
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eva_giant_patch14_336", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 336, 336))
