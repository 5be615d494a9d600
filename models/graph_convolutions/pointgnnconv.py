# labels: name::pointgnnconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Point-GNN: neighbouring points, aligned by an offset that is learnt.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.PointGNNConv.html
"""

import torch
from torch_geometric.nn import PointGNNConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """Encoded features, the convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.convolution = PointGNNConv(
            mlp_h=torch.nn.Linear(out_channels, 3),
            mlp_f=torch.nn.Linear(out_channels + 3, out_channels),
            mlp_g=torch.nn.Linear(out_channels, out_channels),
        )

    def forward(self, features, positions, edge_index):
        return torch.relu(self.convolution(self.encode(features), positions, edge_index))


model = Network().eval()
features = torch.rand(NODES, in_channels)
positions = torch.rand(NODES, 3)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, positions, edge_index)
