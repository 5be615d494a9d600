# labels: name::gcn2conv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""GCNII: a graph convolution with the initial features and an identity map.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.GCN2Conv.html
"""

import torch
from torch_geometric.nn import GCN2Conv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, alpha = parse(["in_channels", "out_channels", "alpha"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """Encoded features, the convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.convolution = GCN2Conv(out_channels, alpha=min(alpha / 10, 1.0), theta=0.5, layer=1, add_self_loops=False)

    def forward(self, features, edge_index):
        encoded = self.encode(features)
        return torch.relu(self.convolution(encoded, encoded, edge_index))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
