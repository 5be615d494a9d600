# labels: name::nnconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""A matrix for each edge, computed from its features.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.NNConv.html
"""

import torch
from torch_geometric.nn import NNConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora
EDGE_CHANNELS = 8


class Network(torch.nn.Module):
    """Encoded features, the convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.convolution = NNConv(out_channels, out_channels, nn=torch.nn.Linear(EDGE_CHANNELS, out_channels**2))

    def forward(self, features, edge_index, edge_features):
        return torch.relu(self.convolution(self.encode(features), edge_index, edge_features))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
edge_features = torch.rand(EDGES, EDGE_CHANNELS)

with torch.no_grad():
    model(features, edge_index, edge_features)
