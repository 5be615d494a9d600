# labels: name::meshcnnconv author::graph_convolutions task::Mesh_Classification license::mit test_group::graph_convolutions
"""MeshCNN: a convolution over the edges of a mesh, each beside its four neighbours.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.MeshCNNConv.html
"""

import torch
from torch_geometric.nn import MeshCNNConv

from turnkeyml.parser import parse

torch.manual_seed(0)
in_channels, out_channels = parse(["in_channels", "out_channels"])

EDGES = 750  # of a mesh; each touches four others


class Network(torch.nn.Module):
    """The convolution, and an activation after it."""

    def __init__(self):
        super().__init__()
        self.convolution = MeshCNNConv(in_channels, out_channels)

    def forward(self, features, edge_index):
        return torch.relu(self.convolution(features, edge_index))


model = Network().eval()
features = torch.rand(EDGES, in_channels)
edge = torch.arange(EDGES).repeat_interleave(4)
neighbour = torch.randint(0, EDGES, (4 * EDGES,))
edge_index = torch.stack([edge, neighbour])

with torch.no_grad():
    model(features, edge_index)
