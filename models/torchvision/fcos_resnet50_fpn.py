# labels: name::fcos_resnet50_fpn author::torchvision task::Object_Detection license::bsd-3-clause test_group::torchvision
"""FCOS with a ResNet-50, without anchors: boxes, labels and scores of what is seen.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.detection.fcos_resnet50_fpn.html
"""

import torch
from torchvision.models.detection import fcos_resnet50_fpn

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = fcos_resnet50_fpn(weights=weights, weights_backbone=None).eval()

with torch.no_grad():
    model([torch.rand(3, height, width) for _ in range(batch_size)])
