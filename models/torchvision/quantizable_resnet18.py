# labels: name::quantizable_resnet18 author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""ResNet-18 in the form that can be quantized, still in floating point.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.quantization.resnet18.html
"""

import torch
from torchvision.models.quantization import resnet18

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = resnet18(weights=weights, quantize=False).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
