# labels: name::mvitv2_base_cls author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""MViTv2 base with a class token: 65.4 million parameters, an embedding of 19168.

Source: https://arxiv.org/abs/2112.01526
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mvitv2_base_cls", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
