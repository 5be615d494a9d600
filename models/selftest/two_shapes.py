# labels: name::two_shapes author::selftest task::Test license::apache-2.0 test_group::selftest
"""One model that is called with inputs of two shapes: two invocations.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = torch.nn.Sequential(torch.nn.Conv1d(4, 8, kernel_size=3, padding=1), torch.nn.ReLU()).eval()

with torch.no_grad():
    for length in (32, 64, 32):
        model(torch.rand(batch_size, 4, length))
