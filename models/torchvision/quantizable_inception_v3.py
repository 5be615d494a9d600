# labels: name::quantizable_inception_v3 author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""Inception v3 in the form that can be quantized, still in floating point.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.quantization.inception_v3.html
"""

import torch
from torchvision.models.quantization import inception_v3

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

options = {"weights": "DEFAULT", "aux_logits": True} if pretrained else {"aux_logits": True, "init_weights": False}
model = inception_v3(quantize=False, **options).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
