# labels: name::davit_giant author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""DaViT giant: 1.4 billion parameters.

Source: https://arxiv.org/abs/2204.03645
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("davit_giant", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
