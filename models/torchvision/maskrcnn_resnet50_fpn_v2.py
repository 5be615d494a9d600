# labels: name::maskrcnn_resnet50_fpn_v2 author::torchvision task::Object_Detection license::bsd-3-clause test_group::torchvision
"""Mask R-CNN with a ResNet-50, improved: boxes, labels, scores and masks of what is seen.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.detection.maskrcnn_resnet50_fpn_v2.html
"""

import torch
from torchvision.models.detection import maskrcnn_resnet50_fpn_v2

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = maskrcnn_resnet50_fpn_v2(weights=weights, weights_backbone=None).eval()

with torch.no_grad():
    model([torch.rand(3, height, width) for _ in range(batch_size)])
