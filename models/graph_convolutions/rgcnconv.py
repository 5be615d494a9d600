# labels: name::rgcnconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Relational graph convolution: other weights for each kind of edge, from a common basis.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.RGCNConv.html
"""

import torch
from torch_geometric.nn import RGCNConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora
RELATIONS = 4  # kinds of edges


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = RGCNConv(in_channels, out_channels, num_relations=RELATIONS, num_bases=2)

    def forward(self, features, edge_index, edge_type):
        return torch.relu(self.convolution(features, edge_index, edge_type))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
edge_type = torch.randint(0, RELATIONS, (EDGES,))

with torch.no_grad():
    model(features, edge_index, edge_type)
