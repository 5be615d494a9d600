# labels: name::olmo3_7b author::allenai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Olmo 3 7B: a decoder of 32 layers, three local ones to a global one. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/allenai/Olmo-3-1025-7B
"""

import torch
from transformers import Olmo3Config, Olmo3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Olmo3Config(
    vocab_size=100278,
    hidden_size=4096,
    intermediate_size=11008,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=65536,
    tie_word_embeddings=False,
    sliding_window=4096,
    rope_parameters={"rope_type": "default", "rope_theta": 500000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Olmo3ForCausalLM.from_pretrained("allenai/Olmo-3-1025-7B")
else:
    model = Olmo3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
