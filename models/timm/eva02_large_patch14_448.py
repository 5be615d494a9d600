# labels: name::eva02_large_patch14_448 author::timm task::Image_Classification license::mit test_group::timm
"""EVA-02 large with patches of 14 pixels: 305.1 million parameters, images of 448 × 448 pixels.

Source: https://arxiv.org/abs/2303.11331
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eva02_large_patch14_448", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 448, 448))
