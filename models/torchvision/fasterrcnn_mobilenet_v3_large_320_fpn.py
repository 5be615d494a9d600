# labels: name::fasterrcnn_mobilenet_v3_large_320_fpn author::torchvision task::Object_Detection license::bsd-3-clause test_group::torchvision
"""Faster R-CNN with a MobileNetV3, for images of 320 pixels: boxes, labels and scores of what is seen.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn.html
"""

import torch
from torchvision.models.detection import fasterrcnn_mobilenet_v3_large_320_fpn

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = fasterrcnn_mobilenet_v3_large_320_fpn(weights=weights, weights_backbone=None).eval()

with torch.no_grad():
    model([torch.rand(3, 320, 320) for _ in range(batch_size)])
