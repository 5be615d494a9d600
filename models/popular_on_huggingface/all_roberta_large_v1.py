# labels: name::all_roberta_large_v1 author::sentence-transformers task::Sentence_Similarity license::apache-2.0 test_group::popular_on_huggingface downloads_2023::12097
"""all-roberta-large-v1: encodes sentences with RoBERTa large; mean of the tokens, length one.

Source: https://huggingface.co/sentence-transformers/all-roberta-large-v1
"""

import torch
from transformers import RobertaConfig, RobertaModel

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

config = RobertaConfig(
    vocab_size=50265,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    encoder = RobertaModel.from_pretrained("sentence-transformers/all-roberta-large-v1")
else:
    encoder = RobertaModel(config)
model = NormalizedMeanPooling(encoder).eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
