# labels: name::retinanet_resnet50_fpn_v2 author::torchvision task::Object_Detection license::bsd-3-clause test_group::torchvision
"""RetinaNet with a ResNet-50, improved: boxes, labels and scores of what is seen.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.detection.retinanet_resnet50_fpn_v2.html
"""

import torch
from torchvision.models.detection import retinanet_resnet50_fpn_v2

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = retinanet_resnet50_fpn_v2(weights=weights, weights_backbone=None).eval()

with torch.no_grad():
    model([torch.rand(3, height, width) for _ in range(batch_size)])
