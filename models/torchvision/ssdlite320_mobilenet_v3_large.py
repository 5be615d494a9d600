# labels: name::ssdlite320_mobilenet_v3_large author::torchvision task::Object_Detection license::bsd-3-clause test_group::torchvision
"""SSDlite with a MobileNetV3: boxes of 91 classes.

Source: https://docs.pytorch.org/vision/stable/models/ssdlite.html
"""

import torch
from torchvision.models.detection import ssdlite320_mobilenet_v3_large

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

model = ssdlite320_mobilenet_v3_large(weights="DEFAULT" if pretrained else None, weights_backbone=None).eval()

with torch.no_grad():
    model(list(torch.rand(batch_size, 3, 320, 320)))
