# labels: name::polynormer author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Polynormer: polynomial attention, within the neighbourhood and over all nodes.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.Polynormer.html
"""

import torch
from torch_geometric.nn import Polynormer

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = Polynormer(in_channels, hidden_channels=64, out_channels=out_channels, local_layers=7, global_layers=2).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
graph = torch.zeros(NODES, dtype=torch.int64)

with torch.no_grad():
    model(features, edge_index, graph)
