# labels: name::resnext101_32x8d author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""ResNeXt-101 with 32 groups of 8 channels, loaded through torch.hub.

Source: https://pytorch.org/hub/pytorch_vision_resnext/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "resnext101_32x8d", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
