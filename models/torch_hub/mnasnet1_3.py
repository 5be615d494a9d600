# labels: name::mnasnet1_3 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""MNASNet with depth multiplier 1.3, loaded through torch.hub: found by search on phones.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.mnasnet1_3.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "mnasnet1_3", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
