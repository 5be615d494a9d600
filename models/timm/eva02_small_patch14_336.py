# labels: name::eva02_small_patch14_336 author::timm task::Image_Classification license::mit test_group::timm
"""EVA-02 small with patches of 14 pixels: 22.1 million parameters, images of 336 × 336 pixels.

Source: https://arxiv.org/abs/2303.11331
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eva02_small_patch14_336", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 336, 336))
