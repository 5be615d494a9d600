# labels: name::e5_large_v2 author::intfloat task::Sentence_Similarity license::mit test_group::popular_on_huggingface
"""e5-large-v2: encodes queries and passages with BERT large; mean of the tokens, length one.

Source: https://huggingface.co/intfloat/e5-large-v2
"""

import torch
from transformers import BertConfig, BertModel

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

config = BertConfig(
    vocab_size=30522,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("intfloat/e5-large-v2")
else:
    encoder = BertModel(config)
model = NormalizedMeanPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
