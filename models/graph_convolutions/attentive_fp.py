# labels: name::attentive_fp author::graph_convolutions task::Graph_Regression license::mit test_group::graph_convolutions
"""Attentive FP: properties of molecules by attention over atoms and bonds.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.AttentiveFP.html
"""

import torch
from torch_geometric.nn import AttentiveFP

from turnkeyml.parser import parse

torch.manual_seed(0)
batch_size, out_channels, num_layers = parse(["batch_size", "out_channels", "num_layers"])

ATOMS, BONDS = 26, 56  # of a molecule
ATOM_CHANNELS, BOND_CHANNELS = 39, 10

model = AttentiveFP(
    in_channels=ATOM_CHANNELS,
    hidden_channels=200,
    out_channels=out_channels,
    edge_dim=BOND_CHANNELS,
    num_layers=num_layers,
    num_timesteps=2,
).eval()
features = torch.rand(batch_size * ATOMS, ATOM_CHANNELS)
first_atom = ATOMS * torch.arange(batch_size).repeat_interleave(BONDS)
edge_index = torch.randint(0, ATOMS, (2, batch_size * BONDS)) + first_atom
edge_features = torch.rand(batch_size * BONDS, BOND_CHANNELS)
molecule = torch.arange(batch_size).repeat_interleave(ATOMS)

with torch.no_grad():
    model(features, edge_index, edge_features, molecule)
