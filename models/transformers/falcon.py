# labels: name::falcon author::tiiuae task::Text_Generation license::apache-2.0 test_group::transformers
"""Falcon RW 1B: a decoder of 24 layers, with ALiBi positions.

Source: https://huggingface.co/tiiuae/falcon-rw-1b
"""

import torch
from transformers import FalconConfig, FalconForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FalconConfig(
    vocab_size=50304,
    hidden_size=2048,
    num_hidden_layers=24,
    num_attention_heads=32,
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    alibi=True,
    multi_query=False,
    parallel_attn=False,
    bias=True,
)
if pretrained:
    model = FalconForCausalLM.from_pretrained("tiiuae/falcon-rw-1b")
else:
    model = FalconForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
