# labels: name::funnel_large author::funnel-transformer task::Feature_Extraction license::apache-2.0 test_group::transformers
"""Funnel Transformer large: it pools the sequence between its blocks, and a decoder brings it back to length.

Source: https://huggingface.co/funnel-transformer/large
"""

import torch
from transformers import FunnelConfig, FunnelModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FunnelConfig(
    vocab_size=30522,
    d_model=1024,
    num_decoder_layers=2,
    n_head=16,
    hidden_act="gelu_new",
    tie_word_embeddings=True,
    d_head=64,
    d_inner=4096,
    block_sizes=[8, 8, 8],
)
if pretrained:
    model = FunnelModel.from_pretrained("funnel-transformer/large")
else:
    model = FunnelModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
