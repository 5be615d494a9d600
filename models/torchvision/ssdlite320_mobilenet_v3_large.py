# labels: name::ssdlite320_mobilenet_v3_large author::torchvision task::Object_Detection license::bsd-3-clause test_group::torchvision
"""SSDlite with a MobileNetV3: scores and offsets of every anchor box, for 91 classes.

The boxes are not selected here: among those of random weights, which are the best is a matter of rounding.

Source: https://docs.pytorch.org/vision/stable/models/ssdlite.html
"""

import torch
from torchvision.models.detection import ssdlite320_mobilenet_v3_large

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])


class Detector(torch.nn.Module):
    """The backbone and the heads of a detector."""

    def __init__(self, detector):
        super().__init__()
        self.backbone = detector.backbone
        self.head = detector.head

    def forward(self, images):
        return self.head(list(self.backbone(images).values()))


detector = ssdlite320_mobilenet_v3_large(weights="DEFAULT" if pretrained else None, weights_backbone=None)
model = Detector(detector).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 320, 320))
