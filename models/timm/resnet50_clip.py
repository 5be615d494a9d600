# labels: name::resnet50_clip author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""CLIP ResNet 50: 38.3 million parameters, an embedding of 1024.

Source: https://arxiv.org/abs/2103.00020
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("resnet50_clip", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
