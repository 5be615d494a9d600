# labels: name::modernbert_embed_large author::lightonai task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface
"""modernbert-embed-large: encodes texts with ModernBERT large; mean of the tokens, length one.

Source: https://huggingface.co/lightonai/modernbert-embed-large
"""

import torch
from transformers import ModernBertConfig, ModernBertModel

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

config = ModernBertConfig(
    vocab_size=50368,
    hidden_size=1024,
    intermediate_size=2624,
    num_hidden_layers=28,
    num_attention_heads=16,
    max_position_embeddings=8192,
    local_attention=128,
)
if pretrained:
    encoder = ModernBertModel.from_pretrained("lightonai/modernbert-embed-large")
else:
    encoder = ModernBertModel(config)
model = NormalizedMeanPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
