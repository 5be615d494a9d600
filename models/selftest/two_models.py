# labels: name::two_models author::selftest task::Test license::apache-2.0 test_group::selftest
"""Two models in one script, the second one fed by the first.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

encoder = torch.nn.Sequential(torch.nn.Linear(16, 8), torch.nn.Tanh()).eval()
decoder = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Sigmoid()).eval()

with torch.no_grad():
    code = encoder(torch.rand(batch_size, 16))
    decoder(code)
