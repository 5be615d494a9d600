# labels: name::wide_resnet50_2 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""Wide ResNet-50 of twice the width, loaded through torch.hub.

Source: https://pytorch.org/hub/pytorch_vision_wide_resnet/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "wide_resnet50_2", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
