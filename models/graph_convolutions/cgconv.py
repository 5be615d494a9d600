# labels: name::cgconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Crystal graph convolution: gated messages from nodes and edges.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.CGConv.html
"""

import torch
from torch_geometric.nn import CGConv

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
        self.convolution = CGConv(out_channels, dim=EDGE_CHANNELS, batch_norm=True)

    def forward(self, features, edge_index, edge_features):
        return torch.relu(self.convolution(self.encode(features), edge_index, edge_features))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
edge_features = torch.rand(EDGES, EDGE_CHANNELS)

with torch.no_grad():
    model(features, edge_index, edge_features)
