# labels: name::metalayer author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""A graph network of edge and node updates.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.MetaLayer.html
"""

import torch
from torch_geometric.nn import MLP, MetaLayer
from torch_geometric.utils import scatter

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora
EDGE_CHANNELS = 8


class EdgeUpdate(torch.nn.Module):
    """New features of each edge, from its ends and its old ones."""

    def __init__(self):
        super().__init__()
        self.network = MLP([2 * out_channels + EDGE_CHANNELS, out_channels, out_channels], norm=None)

    def forward(self, source, target, edge_features, graph_features, graph):
        return self.network(torch.cat([source, target, edge_features], dim=-1))


class NodeUpdate(torch.nn.Module):
    """New features of each node, from the mean of its edges and its old ones."""

    def __init__(self):
        super().__init__()
        self.network = MLP([2 * out_channels, out_channels, out_channels], norm=None)

    def forward(self, features, edge_index, edge_features, graph_features, graph):
        mean = scatter(edge_features, edge_index[1], dim_size=features.size(0), reduce="mean")
        return self.network(torch.cat([features, mean], dim=-1))


class Network(torch.nn.Module):
    """Encoded features and one layer of updates."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, out_channels)
        self.layer = MetaLayer(EdgeUpdate(), NodeUpdate())

    def forward(self, features, edge_index, edge_features):
        nodes, edges, _ = self.layer(self.encode(features), edge_index, edge_features)
        return nodes, edges


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
edge_features = torch.rand(EDGES, EDGE_CHANNELS)

with torch.no_grad():
    model(features, edge_index, edge_features)
