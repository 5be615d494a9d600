# labels: name::heatconv author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Heterogeneous edge-enhanced attention: nodes and edges have types, edges have features.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.HEATConv.html
"""

import torch
from torch_geometric.nn import HEATConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora
NODE_TYPES, EDGE_TYPES, EDGE_CHANNELS = 3, 4, 8


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = HEATConv(
            in_channels,
            out_channels,
            num_node_types=NODE_TYPES,
            num_edge_types=EDGE_TYPES,
            edge_type_emb_dim=8,
            edge_dim=EDGE_CHANNELS,
            edge_attr_emb_dim=8,
            heads=2,
            concat=False,
            root_weight=False,
        )

    def forward(self, features, edge_index, node_type, edge_type, edge_features):
        return torch.relu(self.convolution(features, edge_index, node_type, edge_type, edge_features))


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
node_type = torch.randint(0, NODE_TYPES, (NODES,))
edge_type = torch.randint(0, EDGE_TYPES, (EDGES,))
edge_features = torch.rand(EDGES, EDGE_CHANNELS)

with torch.no_grad():
    model(features, edge_index, node_type, edge_type, edge_features)
