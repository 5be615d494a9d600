# labels: name::phi3_5_moe author::microsoft task::Text_Generation license::mit test_group::transformers size::large
"""Phi-3.5 MoE: a decoder of 32 layers, two of 16 experts a token. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/microsoft/Phi-3.5-MoE-instruct
"""

import torch
from transformers import PhimoeConfig, PhimoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = PhimoeConfig(
    vocab_size=32064,
    hidden_size=4096,
    intermediate_size=6400,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_local_experts=16,
    num_experts_per_tok=2,
    attention_bias=True,
    lm_head_bias=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = PhimoeForCausalLM.from_pretrained("microsoft/Phi-3.5-MoE-instruct")
else:
    model = PhimoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
