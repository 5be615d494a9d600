# labels: name::splinter author::tau task::Question_Answering license::apache-2.0 test_group::transformers
"""Splinter base: an encoder pretrained to select spans.

Source: https://huggingface.co/tau/splinter-base
"""

import torch
from transformers import SplinterConfig, SplinterModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = SplinterConfig(
    vocab_size=28996,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
)
if pretrained:
    model = SplinterModel.from_pretrained("tau/splinter-base")
else:
    model = SplinterModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
