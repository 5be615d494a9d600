# labels: name::two_layers author::selftest task::Test license::apache-2.0 test_group::selftest
"""Two linear layers with an activation between them.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = torch.nn.Sequential(torch.nn.Linear(32, 64), torch.nn.ReLU(), torch.nn.Linear(64, 8)).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 32))
