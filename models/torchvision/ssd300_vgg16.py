# labels: name::ssd300_vgg16 author::torchvision task::Object_Detection license::bsd-3-clause test_group::torchvision
"""SSD with a VGG-16, for images of 300 pixels: boxes, labels and scores of what is seen.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.detection.ssd300_vgg16.html
"""

import torch
from torchvision.models.detection import ssd300_vgg16

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = ssd300_vgg16(weights=weights, weights_backbone=None).eval()

with torch.no_grad():
    model([torch.rand(3, 300, 300) for _ in range(batch_size)])
