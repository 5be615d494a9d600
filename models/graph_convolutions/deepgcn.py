# labels: name::deepgcn author::graph_convolutions task::Node_Classification license::mit test_group::graph_convolutions
"""DeeperGCN: residual layers of generalized aggregation.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.DeepGCNLayer.html
"""

import torch
from torch_geometric.nn import DeepGCNLayer, GENConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels, num_layers = parse(["in_channels", "out_channels", "num_layers"])

NODES, EDGES = 2708, 10556  # as many as in Cora
HIDDEN = 64


class Network(torch.nn.Module):
    """Encoded features, residual layers, and a prediction for each node."""

    def __init__(self):
        super().__init__()
        self.encode = torch.nn.Linear(in_channels, HIDDEN)
        self.layers = torch.nn.ModuleList(
            DeepGCNLayer(
                GENConv(HIDDEN, HIDDEN, aggr="softmax", learn_t=True, norm="layer"),
                torch.nn.LayerNorm(HIDDEN),
                torch.nn.ReLU(),
                block="res+",
                dropout=0.1,
            )
            for _ in range(num_layers)
        )
        self.predict = torch.nn.Linear(HIDDEN, out_channels)

    def forward(self, features, edge_index):
        hidden = self.encode(features)
        for layer in self.layers:
            hidden = layer(hidden, edge_index)
        return self.predict(hidden)


model = Network().eval()
features = torch.rand(NODES, in_channels)
edge_index = torch.randint(0, NODES, (2, EDGES))

with torch.no_grad():
    model(features, edge_index)
