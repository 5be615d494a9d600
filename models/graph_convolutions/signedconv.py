# labels: name::signedconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Signed graph convolution: friends and foes are summed apart.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.SignedConv.html
"""

import torch
from torch_geometric.nn import SignedConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = SignedConv(in_channels, out_channels, first_aggr=True)

    def forward(self, features, positive_edges, negative_edges):
        return torch.relu(self.convolution(features, positive_edges, negative_edges))


model = Network().eval()
features = torch.rand(NODES, in_channels)
positive_edges = torch.randint(0, NODES, (2, EDGES))
negative_edges = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, positive_edges, negative_edges)
