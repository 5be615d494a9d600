# labels: name::gineconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Graph isomorphism network with features of the edges.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.GINEConv.html
"""

import torch
from torch_geometric.nn import GINEConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora
EDGE_CHANNELS = 8


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = GINEConv(torch.nn.Linear(in_channels, out_channels), edge_dim=EDGE_CHANNELS)

    def forward(self, features, edge_index, edge_features):
        return torch.relu(self.convolution(features, edge_index, edge_features))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
edge_features = torch.rand(EDGES, EDGE_CHANNELS)

with torch.no_grad():
    model(features, edge_index, edge_features)
