# labels: name::convnextv2_base author::timm task::Image_Classification license::cc-by-nc-4.0 test_group::timm
"""ConvNeXt V2 base: 88.7 million parameters.

Source: https://arxiv.org/abs/2301.00808
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("convnextv2_base", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
