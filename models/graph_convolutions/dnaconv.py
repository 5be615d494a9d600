# labels: name::dnaconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Dynamic neighbourhood aggregation: attention over all earlier layers of the neighbours.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.DNAConv.html
"""

import torch
from torch_geometric.nn import DNAConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora


class Network(torch.nn.Module):
    """Encoded features, and convolutions that each see all layers before them."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.convolutions = torch.nn.ModuleList(
            DNAConv(out_channels, heads=4, groups=4, add_self_loops=False) for _ in range(num_layers)
        )

    def forward(self, features, edge_index):
        layers = torch.relu(self.encode(features)).unsqueeze(1)
        for convolution in self.convolutions:
            latest = torch.relu(convolution(layers, edge_index)).unsqueeze(1)
            layers = torch.cat([layers, latest], dim=1)
        return layers[:, -1]


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
