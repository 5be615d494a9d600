# labels: name::qwen3_30b_a3b author::qwen task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Qwen3 30B-A3B: a decoder of 48 layers, eight of 128 experts a token. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/Qwen/Qwen3-30B-A3B
"""

import torch
from transformers import Qwen3MoeConfig, Qwen3MoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Qwen3MoeConfig(
    vocab_size=151936,
    hidden_size=2048,
    intermediate_size=6144,
    num_attention_heads=32,
    num_key_value_heads=4,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=40960,
    tie_word_embeddings=False,
    num_experts=128,
    num_experts_per_tok=8,
    moe_intermediate_size=768,
    norm_topk_prob=True,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Qwen3MoeForCausalLM.from_pretrained("Qwen/Qwen3-30B-A3B")
else:
    model = Qwen3MoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
