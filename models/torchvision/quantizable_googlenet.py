# labels: name::quantizable_googlenet author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""GoogLeNet in the form that can be quantized, still in floating point.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.quantization.googlenet.html
"""

import torch
from torchvision.models.quantization import googlenet

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

options = {"weights": "DEFAULT"} if pretrained else {"aux_logits": False, "init_weights": False}
model = googlenet(quantize=False, **options).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
