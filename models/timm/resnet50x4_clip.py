# labels: name::resnet50x4_clip author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""CLIP ResNet 50x4: 87.1 million parameters, images of 288 × 288 pixels, an embedding of 640.

Source: https://arxiv.org/abs/2103.00020
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("resnet50x4_clip", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 288, 288))
