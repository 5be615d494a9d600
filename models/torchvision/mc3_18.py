# labels: name::mc3_18 author::torchvision task::Video_Classification license::bsd-3-clause test_group::torchvision
"""ResNet of 18 layers, 3D at first and 2D later: 16 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.mc3_18.html
"""

import torch
from torchvision.models.video import mc3_18

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = mc3_18(weights=weights).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 16, 112, 112))
