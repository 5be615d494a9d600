# labels: name::hy3 author::tencent task::Text_Generation license::other test_group::transformers size::large
"""Hy3: a mixture-of-experts decoder of 80 layers. It runs 8 layers of its 80 unless --num_layers says otherwise.

Source: https://huggingface.co/tencent/Hy3-preview
"""

import torch
from transformers import HYV3Config, HYV3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = HYV3Config(
    vocab_size=120832,
    hidden_size=4096,
    intermediate_size=13312,
    num_attention_heads=64,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = HYV3ForCausalLM.from_pretrained("tencent/Hy3-preview")
else:
    model = HYV3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
