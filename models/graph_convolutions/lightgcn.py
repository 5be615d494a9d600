# labels: name::lightgcn author::graph_convolutions task::Recommendation license::mit test_group::graph_convolutions
"""LightGCN: scores of pairs of users and items from embeddings that are smoothed over the graph.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.LightGCN.html
"""

import torch
from torch_geometric.nn import LightGCN

from turnkeyml.parser import parse

torch.manual_seed(0)
(num_layers,) = parse(["num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora
PAIRS = 256  # whose scores are asked for

model = LightGCN(NODES, embedding_dim=64, num_layers=num_layers).eval()
edge_index = torch.randint(0, NODES, (2, EDGES))
pairs = torch.randint(0, NODES, (2, PAIRS))

with torch.no_grad():
    model(edge_index, pairs)
