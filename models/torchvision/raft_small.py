# labels: name::raft_small author::torchvision task::Optical_Flow license::bsd-3-clause test_group::torchvision
"""RAFT small: how each pixel moves from one image to the next.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.optical_flow.raft_small.html
"""

import torch
from torchvision.models.optical_flow import raft_small

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = raft_small(weights=weights).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 128, 128), torch.rand(batch_size, 3, 128, 128), num_flow_updates=4)
