# labels: name::seed_oss_36b author::bytedance task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Seed-OSS 36B: a decoder of 64 layers. It runs 8 layers of its 64 unless --num_layers says otherwise.

Source: https://huggingface.co/ByteDance-Seed/Seed-OSS-36B-Instruct
"""

import torch
from transformers import SeedOssConfig, SeedOssForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = SeedOssConfig(
    vocab_size=155136,
    hidden_size=5120,
    intermediate_size=27648,
    num_attention_heads=80,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=524288,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = SeedOssForCausalLM.from_pretrained("ByteDance-Seed/Seed-OSS-36B-Instruct")
else:
    model = SeedOssForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
