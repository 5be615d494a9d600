# labels: name::training_mode author::selftest task::Test license::apache-2.0 test_group::selftest
"""A model with dropout and batch norm that is called in training mode.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = torch.nn.Sequential(
    torch.nn.Linear(20, 40), torch.nn.BatchNorm1d(40), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(40, 2)
)
model.train()

model(torch.rand(max(batch_size, 2), 20)).sum().backward()
