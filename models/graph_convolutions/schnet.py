# labels: name::schnet author::graph_convolutions task::Graph_Regression license::mit test_group::graph_convolutions
"""SchNet: the energy of molecules from their atoms and where they lie, with the published configuration for QM9.

Every two atoms of a molecule interact, as in molecules that are smaller than the cutoff.

Source: https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.models.SchNet.html
"""

import torch
from torch_geometric.nn import SchNet

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

ATOMS = 18  # of a molecule


class AllPairs(torch.nn.Module):
    """The edges of the graph, between every two atoms of a molecule, and their lengths."""

    def __init__(self):
        super().__init__()
        atom = torch.arange(batch_size * ATOMS)
        same_molecule = atom[:, None] // ATOMS == atom // ATOMS
        self.register_buffer("edge_index", (same_molecule & (atom[:, None] != atom)).nonzero().T)

    def forward(self, positions, molecule):
        first, second = self.edge_index
        return self.edge_index, (positions[first] - positions[second]).norm(dim=-1)


model = SchNet(
    hidden_channels=128,
    num_filters=128,
    num_interactions=6,
    num_gaussians=50,
    cutoff=10.0,
    interaction_graph=AllPairs(),
    readout="add",
).eval()
atomic_numbers = torch.randint(1, 10, (batch_size * ATOMS,))
positions = 5 * torch.rand(batch_size * ATOMS, 3)
molecule = torch.arange(batch_size).repeat_interleave(ATOMS)

with torch.no_grad():
    model(atomic_numbers, positions, molecule)
