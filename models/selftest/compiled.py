# labels: name::compiled author::selftest task::Test license::apache-2.0 test_group::selftest
"""A model behind torch.compile: its original is what is exported.

Source: https://pytorch.org/docs/stable/torch.compiler.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = torch.compile(torch.nn.Sequential(torch.nn.Linear(24, 24), torch.nn.GELU()).eval())

with torch.no_grad():
    model(torch.rand(batch_size, 24))
