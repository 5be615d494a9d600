# labels: name::funnel_medium author::funnel-transformer task::Feature_Extraction license::apache-2.0 test_group::transformers
"""Funnel Transformer medium: it pools the sequence between its blocks, and a decoder brings it back to length.

Source: https://huggingface.co/funnel-transformer/medium
"""

import torch
from transformers import FunnelConfig, FunnelModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FunnelConfig(
    vocab_size=30522,
    d_model=768,
    num_decoder_layers=2,
    n_head=12,
    hidden_act="gelu_new",
    tie_word_embeddings=True,
    d_head=64,
    d_inner=3072,
    block_sizes=[6, 3, 3],
    block_repeats=[1, 2, 2],
)
if pretrained:
    model = FunnelModel.from_pretrained("funnel-transformer/medium")
else:
    model = FunnelModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
