# labels: name::quantizable_shufflenet_v2_x1_0 author::torchvision task::Image_Classification license::bsd-3-clause test_group::torchvision
"""ShuffleNetV2 in the form that can be quantized, still in floating point.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.quantization.shufflenet_v2_x1_0.html
"""

import torch
from torchvision.models.quantization import shufflenet_v2_x1_0

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = shufflenet_v2_x1_0(weights=weights, quantize=False).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
