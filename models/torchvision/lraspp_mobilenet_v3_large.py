# labels: name::lraspp_mobilenet_v3_large author::torchvision task::Image_Segmentation license::bsd-3-clause test_group::torchvision
"""Lite R-ASPP with a MobileNetV3: a class for each pixel.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.segmentation.lraspp_mobilenet_v3_large.html
"""

import torch
from torchvision.models.segmentation import lraspp_mobilenet_v3_large

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = lraspp_mobilenet_v3_large(weights=weights, weights_backbone=None).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
