# labels: name::linear author::benchmark task::None license::apache-2.0 test_group::benchmark
"""One linear layer."""

import torch

torch.manual_seed(0)
model = torch.nn.Linear(10, 10).eval()

with torch.no_grad():
    model(torch.rand(1, 10))
