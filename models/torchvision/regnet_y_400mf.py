# labels: name::regnet_y_400mf author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""RegNetY of 400 million FLOPs.

Source: https://docs.pytorch.org/vision/stable/models/regnet.html
"""

import torch
from torchvision.models import regnet_y_400mf

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

model = regnet_y_400mf(weights="DEFAULT" if pretrained else None).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
