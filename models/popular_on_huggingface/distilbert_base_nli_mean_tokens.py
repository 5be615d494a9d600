# labels: name::distilbert_base_nli_mean_tokens author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::73758
"""distilbert-base-nli-mean-tokens: encodes sentences with DistilBERT; mean of the tokens.

Source: https://huggingface.co/sentence-transformers/distilbert-base-nli-mean-tokens
"""

import torch
from transformers import DistilBertConfig, DistilBertModel

from turnkeyml.parser import parse


class MeanPooling(torch.nn.Module):
    """A vector for each sentence: the mean of its tokens."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        return (tokens * mask).sum(dim=1) / mask.sum(dim=1)


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
    encoder = DistilBertModel.from_pretrained("sentence-transformers/distilbert-base-nli-mean-tokens")
else:
    encoder = DistilBertModel(config)
model = MeanPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
