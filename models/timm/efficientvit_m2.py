# labels: name::efficientvit_m2 author::timm task::Image_Classification license::mit test_group::timm
"""EfficientViT of Microsoft M2: 4.2 million parameters.

Source: https://arxiv.org/abs/2305.07027
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("efficientvit_m2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
