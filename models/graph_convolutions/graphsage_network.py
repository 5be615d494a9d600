# labels: name::graphsage_network author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""A network of GraphSAGE layers.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.GraphSAGE.html
"""

import torch
from torch_geometric.nn import GraphSAGE

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = GraphSAGE(
    in_channels=in_channels,
    hidden_channels=64,
    num_layers=num_layers,
    out_channels=out_channels,
    aggr="mean",
).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
