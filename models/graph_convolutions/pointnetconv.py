# labels: name::pointnetconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""PointNet: the maximum over neighbouring points and where they lie.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.PointNetConv.html
"""

import torch
from torch_geometric.nn import PointNetConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = PointNetConv(local_nn=torch.nn.Linear(in_channels + 3, out_channels), add_self_loops=False)

    def forward(self, features, positions, edge_index):
        return torch.relu(self.convolution(features, positions, edge_index))


model = Network().eval()
features = torch.rand(NODES, in_channels)
positions = torch.rand(NODES, 3)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, positions, edge_index)
