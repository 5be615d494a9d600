# labels: name::no_grad_function author::selftest task::Test license::apache-2.0 test_group::selftest
"""Models that are called in a function, a method and a comprehension.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])


class Pipeline:
    """Owns a model and calls it in a method."""

    def __init__(self):
        self.model = torch.nn.Linear(6, 6).eval()

    @torch.no_grad()
    def __call__(self, inputs):
        return [self.model(one) for one in inputs]


def classify(model, features):
    """Call a model that was handed in."""
    with torch.no_grad():
        return model(features)


features = Pipeline()([torch.rand(batch_size, 6) for _ in range(3)])
classify(torch.nn.Sequential(torch.nn.Linear(6, 2), torch.nn.Softmax(dim=-1)).eval(), features[0])
