# labels: name::hardnet68 author::PingoLH task::Image_Classification license::mit test_group::torch_hub
"""HarDNet-68, loaded through torch.hub: dense connections that spare memory traffic.

Source: https://pytorch.org/hub/pytorch_vision_hardnet/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "PingoLH/Pytorch-HarDNet"

model = torch.hub.load(REPOSITORY, "hardnet68", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
