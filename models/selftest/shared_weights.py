# labels: name::shared_weights author::selftest task::Text_Generation license::apache-2.0 test_group::selftest
"""A language model whose head is tied to its embedding.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])


class Tied(torch.nn.Module):
    """Embeds, mixes, and scores with the embedding's own weights."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(500, 32)
        self.mix = torch.nn.Linear(32, 32)
        self.head = torch.nn.Linear(32, 500, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, input_ids):
        return self.head(torch.tanh(self.mix(self.embedding(input_ids))))


model = Tied().eval()

with torch.no_grad():
    model(torch.randint(0, 500, (batch_size, 16)))
