# labels: name::neural_fingerprint author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""A neural fingerprint of a whole graph.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.NeuralFingerprint.html
"""

import torch
from torch_geometric.nn import NeuralFingerprint

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = NeuralFingerprint(in_channels, hidden_channels=64, out_channels=out_channels, num_layers=4).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
