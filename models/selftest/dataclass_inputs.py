# labels: name::dataclass_inputs author::selftest task::Test license::apache-2.0 test_group::selftest
"""A model whose input is a dataclass that holds tensors.

Source: https://pytorch.org/docs/stable/nn.html
"""

from dataclasses import dataclass

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])


@dataclass
class Batch:
    """What one inference is given."""

    features: torch.Tensor
    mask: torch.Tensor
    temperature: float = 2.0


class Masked(torch.nn.Module):
    """A linear layer over the features that the mask keeps."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(12, 3)

    def forward(self, batch):
        return torch.softmax(self.linear(batch.features * batch.mask) / batch.temperature, dim=-1)


model = Masked().eval()
batch = Batch(features=torch.rand(batch_size, 12), mask=(torch.rand(batch_size, 12) > 0.5).to(torch.float32))

with torch.no_grad():
    model(batch)
