# labels: name::mnasnet0_75 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""MNASNet with depth multiplier 0.75, loaded through torch.hub: found by search on phones.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.mnasnet0_75.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "mnasnet0_75", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
