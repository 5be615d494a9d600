# labels: name::graph_unet author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Graph U-Net: pooling to fewer nodes and back.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.GraphUNet.html
"""

import torch
from torch_geometric.nn import GraphUNet

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = GraphUNet(in_channels, hidden_channels=64, out_channels=out_channels, depth=3).eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
