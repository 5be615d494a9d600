# labels: name::label_propagation author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""Label propagation: known classes spread over the graph, without weights.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.LabelPropagation.html
"""

import torch
from torch_geometric.nn import LabelPropagation

from turnkeyml.parser import parse

torch.manual_seed(0)
out_channels, num_layers = parse(["out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora

model = LabelPropagation(num_layers=num_layers, alpha=0.9).eval()
labels = torch.nn.functional.one_hot(torch.randint(0, out_channels, (NODES,)), out_channels).float()
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(labels, edge_index)
