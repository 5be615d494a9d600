# labels: name::quantizable_mobilenet_v3_large author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""MobileNetV3 large in the form that can be quantized, still in floating point.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.quantization.mobilenet_v3_large.html
"""

import torch
from torchvision.models.quantization import mobilenet_v3_large

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = mobilenet_v3_large(weights=weights, quantize=False).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
