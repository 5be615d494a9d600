# labels: name::qwen3_8b author::qwen task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Qwen3 8B: a decoder of 36 layers that normalizes queries and keys. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/Qwen/Qwen3-8B
"""

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Qwen3Config(
    vocab_size=151936,
    hidden_size=4096,
    intermediate_size=12288,
    num_attention_heads=32,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=40960,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Qwen3ForCausalLM.from_pretrained("Qwen/Qwen3-8B")
else:
    model = Qwen3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
