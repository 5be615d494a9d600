# labels: name::raft_small author::torch_hub task::Optical_Flow license::bsd-3-clause test_group::torch_hub
"""RAFT small, loaded through torch.hub: how each pixel moves from one image to the next.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.optical_flow.raft_small.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "raft_small", weights=weights, trust_repo=True).eval()

before = torch.rand(batch_size, 3, height, width)
after = torch.rand(batch_size, 3, height, width)

with torch.no_grad():
    model(before, after)
