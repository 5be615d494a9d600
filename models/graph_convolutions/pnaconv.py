# labels: name::pnaconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Principal neighbourhood aggregation: four aggregations, scaled by the node's degree.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.PNAConv.html
"""

import torch
from torch_geometric.nn import PNAConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora

edge_index = torch.randint(0, NODES, (2, EDGES))
neighbours = torch.bincount(edge_index[1], minlength=NODES)


class Network(torch.nn.Module):
    """Encoded features, the convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.convolution = PNAConv(
            out_channels,
            out_channels,
            aggregators=["mean", "min", "max", "std"],
            scalers=["identity", "amplification", "attenuation"],
            deg=torch.bincount(neighbours),
        )

    def forward(self, features, edge_index):
        return torch.relu(self.convolution(self.encode(features), edge_index))


model = Network().eval()
features = torch.rand(NODES, in_channels)

with torch.no_grad():
    model(features, edge_index)
