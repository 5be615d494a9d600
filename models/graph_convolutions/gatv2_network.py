# labels: name::gatv2_network author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""A network of dynamic graph attention with 8 heads.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.GAT.html
"""

import torch
from torch_geometric.nn import GAT

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = GAT(
    in_channels=in_channels,
    hidden_channels=64,
    num_layers=num_layers,
    out_channels=out_channels,
    v2=True,
    heads=8,
    add_self_loops=False,
).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
