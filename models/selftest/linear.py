# labels: name::linear author::selftest task::Test license::apache-2.0 test_group::selftest
"""One linear layer: the smallest model that there is.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = torch.nn.Linear(10, 5).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 10))
