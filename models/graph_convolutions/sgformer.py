# labels: name::sgformer author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""SGFormer: one layer of linear attention over all nodes beside a graph network.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.SGFormer.html
"""

import torch
from torch_geometric.nn import SGFormer

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = SGFormer(in_channels, hidden_channels=64, out_channels=out_channels).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))
graph = torch.zeros(NODES, dtype=torch.int64)

with torch.no_grad():
    model(features, edge_index, graph)
