# labels: name::hunyuan_0_5b author::tencent task::Text_Generation license::other test_group::transformers
"""Hunyuan 0.5B: a decoder of 24 layers.

Source: https://huggingface.co/tencent/Hunyuan-0.5B-Pretrain
"""

import torch
from transformers import HunYuanDenseV1Config, HunYuanDenseV1ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = HunYuanDenseV1Config(
    vocab_size=120818,
    hidden_size=1024,
    intermediate_size=3584,
    num_hidden_layers=24,
    num_attention_heads=16,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=True,
)
if pretrained:
    model = HunYuanDenseV1ForCausalLM.from_pretrained("tencent/Hunyuan-0.5B-Pretrain")
else:
    model = HunYuanDenseV1ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
