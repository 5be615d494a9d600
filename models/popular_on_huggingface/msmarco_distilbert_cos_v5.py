# labels: name::msmarco_distilbert_cos_v5 author::sentence-transformers task::Sentence_Similarity license::unspecified test_group::popular_on_huggingface downloads_2023::6386
"""msmarco-distilbert-cos-v5: encodes queries and passages with DistilBERT; mean of the tokens, length one.

Source: https://huggingface.co/sentence-transformers/msmarco-distilbert-cos-v5
"""

import torch
from transformers import DistilBertConfig, DistilBertModel

from turnkeyml.parser import parse


class NormalizedMeanPooling(torch.nn.Module):
    """A vector of length one for each sentence: the mean of its tokens."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1)
        return torch.nn.functional.normalize(mean, dim=-1)


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
    encoder = DistilBertModel.from_pretrained("sentence-transformers/msmarco-distilbert-cos-v5")
else:
    encoder = DistilBertModel(config)
model = NormalizedMeanPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
