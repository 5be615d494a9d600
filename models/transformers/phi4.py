# labels: name::phi4 author::microsoft task::Text_Generation license::mit test_group::transformers size::large
"""Phi-4: a decoder of 40 layers with 10 key-value heads. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/microsoft/phi-4
"""

import torch
from transformers import Phi3Config, Phi3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Phi3Config(
    vocab_size=100352,
    hidden_size=5120,
    intermediate_size=17920,
    num_attention_heads=40,
    num_key_value_heads=10,
    hidden_act="silu",
    max_position_embeddings=16384,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 250000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Phi3ForCausalLM.from_pretrained("microsoft/phi-4")
else:
    model = Phi3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
