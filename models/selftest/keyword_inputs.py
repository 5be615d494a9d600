# labels: name::keyword_inputs author::selftest task::Test license::apache-2.0 test_group::selftest
"""A model that is called with keyword arguments, some of them constants.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])


class Scaled(torch.nn.Module):
    """A linear layer with an optional residual and a scale that is a Python number."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(16, 16)

    def forward(self, features, *, scale=1.0, residual=False, bias=None):
        out = self.linear(features) * scale
        if bias is not None:
            out = out + bias
        return out + features if residual else out


model = Scaled().eval()

with torch.no_grad():
    model(features=torch.rand(batch_size, 16), scale=0.5, residual=True, bias=None)
