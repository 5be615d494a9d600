# labels: name::repvgg_a1 author::timm task::Image_Classification license::mit test_group::timm
"""RepVGG A1: 14.1 million parameters.

Source: https://arxiv.org/abs/2101.03697
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("repvgg_a1", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
