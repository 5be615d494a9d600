# labels: name::quantizable_resnext101_32x8d author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""ResNeXt-101 with 32 groups of 8 channels in the form that can be quantized, still in floating point.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.quantization.resnext101_32x8d.html
"""

import torch
from torchvision.models.quantization import resnext101_32x8d

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = resnext101_32x8d(weights=weights, quantize=False).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
