# labels: name::pmlp author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""PMLP: trained as a perceptron, run as a graph network.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.PMLP.html
"""

import torch
from torch_geometric.nn import PMLP

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = PMLP(in_channels, hidden_channels=64, out_channels=out_channels, num_layers=num_layers).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
