# labels: name::fcn_resnet101 author::torchvision task::Image_Segmentation license::bsd-3-clause test_group::torchvision
"""FCN with a ResNet-101: a class for each pixel.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.segmentation.fcn_resnet101.html
"""

import torch
from torchvision.models.segmentation import fcn_resnet101

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = fcn_resnet101(weights=weights, weights_backbone=None, aux_loss=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
