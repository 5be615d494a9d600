# labels: name::hy4 author::tencent task::Text_Generation license::other test_group::transformers size::large
"""Hy4: a mixture-of-experts decoder of 34 layers. It runs 8 layers of its 34 unless --num_layers says otherwise.

Source: https://huggingface.co/tencent/Hy4-preview
"""

import torch
from transformers import HYV4Config, HYV4ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = HYV4Config(
    vocab_size=120832,
    hidden_size=2816,
    intermediate_size=6912,
    num_attention_heads=32,
    num_key_value_heads=32,
    head_dim=256,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = HYV4ForCausalLM.from_pretrained("tencent/Hy4-preview")
else:
    model = HYV4ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
