# labels: name::falcon_40b author::tiiuae task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Falcon 40B: a decoder of 60 layers, with 8 key-value heads. It runs 8 layers of its 60 unless --num_layers says otherwise.

Source: https://huggingface.co/tiiuae/falcon-40b
"""

import torch
from transformers import FalconConfig, FalconForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = FalconConfig(
    vocab_size=65024,
    hidden_size=8192,
    num_attention_heads=128,
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    new_decoder_architecture=True,
    parallel_attn=True,
    bias=False,
    num_kv_heads=8,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = FalconForCausalLM.from_pretrained("tiiuae/falcon-40b")
else:
    model = FalconForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
