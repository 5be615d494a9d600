# labels: name::gte_modernbert_base author::alibaba-nlp task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface
"""gte-modernbert-base: encodes texts of up to 8,192 tokens with ModernBERT; the first token counts.

Source: https://huggingface.co/Alibaba-NLP/gte-modernbert-base
"""

import torch
from transformers import ModernBertConfig, ModernBertModel

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

config = ModernBertConfig(
    vocab_size=50368,
    hidden_size=768,
    intermediate_size=1152,
    num_hidden_layers=22,
    num_attention_heads=12,
    max_position_embeddings=8192,
    local_attention=128,
)
if pretrained:
    encoder = ModernBertModel.from_pretrained("Alibaba-NLP/gte-modernbert-base")
else:
    encoder = ModernBertModel(config)
model = FirstToken(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
