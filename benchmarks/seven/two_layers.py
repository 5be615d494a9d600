# labels: name::two_layers author::benchmark task::None license::apache-2.0 test_group::benchmark
"""Two linear layers."""

import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(100, 200), torch.nn.ReLU(), torch.nn.Linear(200, 10)).eval()

with torch.no_grad():
    model(torch.rand(1, 100))
