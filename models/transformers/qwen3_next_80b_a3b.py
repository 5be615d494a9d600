# labels: name::qwen3_next_80b_a3b author::qwen task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Qwen3-Next 80B-A3B: 48 layers, three of four with linear attention, ten of 512 experts a token. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/Qwen/Qwen3-Next-80B-A3B-Instruct
"""

import torch
from transformers import Qwen3NextConfig, Qwen3NextForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Qwen3NextConfig(
    vocab_size=151936,
    hidden_size=2048,
    intermediate_size=5632,
    num_attention_heads=16,
    num_key_value_heads=2,
    head_dim=256,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    num_experts=512,
    num_experts_per_tok=10,
    moe_intermediate_size=512,
    shared_expert_intermediate_size=512,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Qwen3NextForCausalLM.from_pretrained("Qwen/Qwen3-Next-80B-A3B-Instruct")
else:
    model = Qwen3NextForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
