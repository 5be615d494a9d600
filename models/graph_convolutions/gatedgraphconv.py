# labels: name::gatedgraphconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Gated graph convolution: messages through a recurrent unit, layer after layer.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.GatedGraphConv.html
"""

import torch
from torch_geometric.nn import GatedGraphConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """Encoded features, the convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.convolution = GatedGraphConv(out_channels, num_layers=num_layers)

    def forward(self, features, edge_index):
        return torch.relu(self.convolution(self.encode(features), edge_index))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
