# labels: name::multi_qa_mpnet_base_dot_v1 author::sentence-transformers task::Sentence_Similarity license::unspecified test_group::popular_on_huggingface downloads_2023::659591
"""multi-qa-mpnet-base-dot-v1: encodes questions and answers with MPNet base; the first token counts.

Source: https://huggingface.co/sentence-transformers/multi-qa-mpnet-base-dot-v1
"""

import torch
from transformers import MPNetConfig, MPNetModel

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

config = MPNetConfig(
    vocab_size=30527,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    relative_attention_num_buckets=32,
    layer_norm_eps=1e-05,
)
if pretrained:
    encoder = MPNetModel.from_pretrained("sentence-transformers/multi-qa-mpnet-base-dot-v1")
else:
    encoder = MPNetModel(config)
model = FirstToken(encoder).eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
