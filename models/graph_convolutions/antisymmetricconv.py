# labels: name::antisymmetricconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Anti-symmetric graph network: a stable, non-dissipative step, repeated.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.AntiSymmetricConv.html
"""

import torch
from torch_geometric.nn import AntiSymmetricConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """Encoded features, the convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.convolution = AntiSymmetricConv(out_channels, num_iters=num_layers)

    def forward(self, features, edge_index):
        return torch.relu(self.convolution(self.encode(features), edge_index))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
