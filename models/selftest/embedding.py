# labels: name::embedding author::selftest task::Text_Classification license::apache-2.0 test_group::selftest
"""An embedding with a pooled head: its inputs are integers.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
batch_size, max_seq_length = parse(["batch_size", "max_seq_length"])

VOCABULARY = 1000


class Classifier(torch.nn.Module):
    """Looks tokens up, averages those that the mask keeps, and scores two classes."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(VOCABULARY, 64)
        self.head = torch.nn.Linear(64, 2)

    def forward(self, input_ids, attention_mask):
        weights = attention_mask.unsqueeze(-1).to(torch.float32)
        pooled = (self.embedding(input_ids) * weights).sum(1) / weights.sum(1)
        return self.head(pooled)


model = Classifier().eval()
input_ids = torch.randint(0, VOCABULARY, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids, attention_mask)
