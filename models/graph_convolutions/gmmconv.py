# labels: name::gmmconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Gaussian mixtures over coordinates of the edges.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.GMMConv.html
"""

import torch
from torch_geometric.nn import GMMConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora
EDGE_CHANNELS = 2


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = GMMConv(in_channels, out_channels, dim=EDGE_CHANNELS, kernel_size=5)

    def forward(self, features, edge_index, edge_features):
        return torch.relu(self.convolution(features, edge_index, edge_features))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
edge_features = torch.rand(EDGES, EDGE_CHANNELS)

with torch.no_grad():
    model(features, edge_index, edge_features)
