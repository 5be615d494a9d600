# labels: name::rect_l author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""RECT-L: node classes that were not seen in training.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.RECT_L.html
"""

import torch
from torch_geometric.nn import RECT_L

from turnkeyml.parser import parse

torch.manual_seed(0)
(in_channels,) = parse(["in_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = RECT_L(in_channels, hidden_channels=200).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
