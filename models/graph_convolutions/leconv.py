# labels: name::leconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Local extremum convolution: a node against its neighbours.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.LEConv.html
"""

import torch
from torch_geometric.nn import LEConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = LEConv(in_channels, out_channels)

    def forward(self, features, edge_index, edge_weight):
        return torch.relu(self.convolution(features, edge_index, edge_weight))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
edge_weight = torch.rand(EDGES)

with torch.no_grad():
    model(features, edge_index, edge_weight)
