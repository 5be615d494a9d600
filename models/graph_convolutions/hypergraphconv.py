# labels: name::hypergraphconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Hypergraph convolution: from nodes to the sets that they are in, and back.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.HypergraphConv.html
"""

import torch
from torch_geometric.nn import HypergraphConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, MEMBERS, SETS = 2708, 10556, 1579  # nodes, memberships and sets of a citation graph


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = HypergraphConv(in_channels, out_channels)

    def forward(self, features, hyperedge_index, hyperedge_weight):
        return torch.relu(self.convolution(features, hyperedge_index, hyperedge_weight, num_edges=SETS))


model = Network().eval()
features = torch.rand(NODES, in_channels)
hyperedge_index = torch.stack([torch.randint(0, NODES, (MEMBERS,)), torch.randint(0, SETS, (MEMBERS,))])
hyperedge_weight = torch.rand(SETS)

with torch.no_grad():
    model(features, hyperedge_index, hyperedge_weight)
