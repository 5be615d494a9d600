# labels: name::nested_inputs author::selftest task::Test license::apache-2.0 test_group::selftest
"""A model whose input is a dictionary of lists and tuples, with a None in it.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])


class Fusion(torch.nn.Module):
    """Adds up what several views of a sample say."""

    def __init__(self):
        super().__init__()
        self.views = torch.nn.ModuleList([torch.nn.Linear(8, 4), torch.nn.Linear(6, 4)])

    def forward(self, sample):
        total = sum(view(features) for view, features in zip(self.views, sample["views"], strict=True))
        low, high = sample["bounds"]
        assert sample["weights"] is None
        return total.clamp(low, high)


model = Fusion().eval()
sample = {
    "views": [torch.rand(batch_size, 8), torch.rand(batch_size, 6)],
    "bounds": (torch.tensor(-1.0), torch.tensor(1.0)),
    "weights": None,
}

with torch.no_grad():
    model(sample)
