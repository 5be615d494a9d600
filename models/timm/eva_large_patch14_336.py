# labels: name::eva_large_patch14_336 author::timm task::Image_Classification license::mit test_group::timm
"""EVA large with patches of 14 pixels: 304.5 million parameters, images of 336 × 336 pixels.

Source: https://arxiv.org/abs/2211.07636
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eva_large_patch14_336", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 336, 336))
