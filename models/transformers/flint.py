# labels: name::flint author::recursivesi task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Flint: a mixture-of-experts decoder of 49 layers. It runs 8 layers of its 49 unless --num_layers says otherwise.

Source: https://huggingface.co/RecursiveSI/flint
"""

import torch
from transformers import FlintConfig, FlintForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = FlintConfig(
    vocab_size=150144,
    hidden_size=2048,
    intermediate_size=6144,
    num_attention_heads=32,
    num_key_value_heads=4,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = FlintForCausalLM.from_pretrained("RecursiveSI/flint")
else:
    model = FlintForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
