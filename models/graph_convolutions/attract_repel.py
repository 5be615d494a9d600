# labels: name::attract_repel author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Attract-repel embeddings: which edges are likely.

Source: https://pytorch-geometric.readthedocs.io/en/latest/modules/nn.html#models
"""

import torch
from torch_geometric.nn import ARLinkPredictor

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = ARLinkPredictor(in_channels, hidden_channels=128, out_channels=out_channels).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
