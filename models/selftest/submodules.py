# labels: name::submodules author::selftest task::Object_Detection license::apache-2.0 test_group::selftest
"""A model of models: `--max-depth 1` measures its parts as well.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])


class Backbone(torch.nn.Module):
    """Features of an image."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, kernel_size=3, padding=1)

    def forward(self, image):
        return torch.relu(self.conv(image)).mean(dim=(2, 3))


class Detector(torch.nn.Module):
    """A backbone with a head for classes and one for boxes."""

    def __init__(self):
        super().__init__()
        self.backbone = Backbone()
        self.classes = torch.nn.Linear(8, 5)
        self.boxes = torch.nn.Linear(8, 4)

    def forward(self, image):
        features = self.backbone(image)
        return self.classes(features), self.boxes(features).sigmoid()


model = Detector().eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 32, 32))
