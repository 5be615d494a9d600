# labels: name::quantizable_resnext101_64x4d author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""ResNeXt-101 with 64 groups of 4 channels in the form that can be quantized, still in floating point.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.quantization.resnext101_64x4d.html
"""

import torch
from torchvision.models.quantization import resnext101_64x4d

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = resnext101_64x4d(weights=weights, quantize=False).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
