# labels: name::msmarco_distilbert_base_tas_b author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::22475
"""msmarco-distilbert-base-tas-b: encodes queries and passages with DistilBERT; the first token counts.

Source: https://huggingface.co/sentence-transformers/msmarco-distilbert-base-tas-b
"""

import torch
from transformers import DistilBertConfig, DistilBertModel

from turnkeyml.parser import parse


class FirstToken(torch.nn.Module):
    """A vector for each sentence: its first token."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return tokens[:, 0]


torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=30522,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
)
if pretrained:
    encoder = DistilBertModel.from_pretrained("sentence-transformers/msmarco-distilbert-base-tas-b")
else:
    encoder = DistilBertModel(config)
model = FirstToken(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
