# labels: name::signed_gcn author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""A signed graph convolutional network: friends and foes over several layers.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.SignedGCN.html
"""

import torch
from torch_geometric.nn import SignedGCN

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = SignedGCN(in_channels, hidden_channels=2 * out_channels, num_layers=num_layers).eval()
features = torch.rand(NODES, in_channels)
positive_edges = torch.randint(0, NODES, (2, EDGES))
negative_edges = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, positive_edges, negative_edges)
