# labels: name::qwen1_5_moe_a2_7b author::qwen task::Text_Generation license::tongyi-qianwen test_group::transformers size::large
"""Qwen1.5 MoE: a decoder of 24 layers, four of 60 experts a token and one shared. It runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/Qwen/Qwen1.5-MoE-A2.7B
"""

import torch
from transformers import Qwen2MoeConfig, Qwen2MoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Qwen2MoeConfig(
    vocab_size=151936,
    hidden_size=2048,
    intermediate_size=5632,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    num_experts=60,
    num_experts_per_tok=4,
    moe_intermediate_size=1408,
    shared_expert_intermediate_size=5632,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Qwen2MoeForCausalLM.from_pretrained("Qwen/Qwen1.5-MoE-A2.7B")
else:
    model = Qwen2MoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
