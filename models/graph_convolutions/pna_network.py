# labels: name::pna_network author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""A network of principal neighbourhood aggregations.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.PNA.html
"""

import torch
from torch_geometric.nn import PNA

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora

edge_index = torch.randint(0, NODES, (2, EDGES))
neighbours = torch.bincount(edge_index[1], minlength=NODES)

model = PNA(
    in_channels=in_channels,
    hidden_channels=32,
    num_layers=num_layers,
    out_channels=out_channels,
    aggregators=["mean", "min", "max", "std"],
    scalers=["identity", "amplification", "attenuation"],
    deg=torch.bincount(neighbours),
).eval()
features = torch.rand(NODES, in_channels)

with torch.no_grad():
    model(features, edge_index)
