# labels: name::hunyuan_a13b author::tencent task::Text_Generation license::other test_group::transformers size::large
"""Hunyuan A13B: a decoder of 32 layers, eight of 64 experts a token. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/tencent/Hunyuan-A13B-Instruct
"""

import torch
from transformers import HunYuanMoEV1Config, HunYuanMoEV1ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = HunYuanMoEV1Config(
    vocab_size=128167,
    hidden_size=4096,
    intermediate_size=3072,
    num_attention_heads=32,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    num_experts=64,
    moe_topk=8,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = HunYuanMoEV1ForCausalLM.from_pretrained("tencent/Hunyuan-A13B-Instruct")
else:
    model = HunYuanMoEV1ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
