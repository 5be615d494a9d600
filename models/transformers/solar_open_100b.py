# labels: name::solar_open_100b author::upstage task::Text_Generation license::other test_group::transformers size::large
"""Solar Open 100B: a mixture-of-experts decoder of 48 layers. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/upstage/Solar-Open-100B
"""

import torch
from transformers import SolarOpenConfig, SolarOpenForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = SolarOpenConfig(
    vocab_size=196608,
    hidden_size=4096,
    num_attention_heads=64,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = SolarOpenForCausalLM.from_pretrained("upstage/Solar-Open-100B")
else:
    model = SolarOpenForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
