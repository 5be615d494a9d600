# labels: name::ling_3_0_flash author::inclusionai task::Text_Generation license::mit test_group::transformers size::large
"""Ling 3.0 Flash: a mixture-of-experts decoder of 42 layers, linear and latent attention in turn. It runs 8 layers of its 42 unless --num_layers says otherwise.

Source: https://huggingface.co/inclusionAI/Ling-3.0-Flash
"""

import torch
from transformers import BailingHybridConfig, BailingHybridForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = BailingHybridConfig(
    vocab_size=157184,
    hidden_size=2560,
    intermediate_size=6144,
    num_attention_heads=32,
    num_key_value_heads=32,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = BailingHybridForCausalLM.from_pretrained("inclusionAI/Ling-3.0-Flash")
else:
    model = BailingHybridForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
