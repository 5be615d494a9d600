# labels: name::all_minilm_l12_v2 author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::522172
"""all-MiniLM-L12-v2: encodes sentences with 12 narrow layers; mean of the tokens, length one.

Source: https://huggingface.co/sentence-transformers/all-MiniLM-L12-v2
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
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=1536,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    encoder = BertModel.from_pretrained("sentence-transformers/all-MiniLM-L12-v2")
else:
    encoder = BertModel(config)
model = NormalizedMeanPooling(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
