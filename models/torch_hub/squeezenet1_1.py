# labels: name::squeezenet1_1 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""SqueezeNet 1.1, loaded through torch.hub: 2.4 times less computation than version 1.0.

Source: https://pytorch.org/hub/pytorch_vision_squeezenet/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "squeezenet1_1", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
