# labels: name::phi2 author::microsoft task::Text_Generation license::mit test_group::transformers size::large
"""Phi-2: a decoder of 32 layers. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/microsoft/phi-2
"""

import torch
from transformers import PhiConfig, PhiForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = PhiConfig(
    vocab_size=51200,
    hidden_size=2560,
    intermediate_size=10240,
    num_attention_heads=32,
    hidden_act="gelu_new",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    partial_rotary_factor=0.4,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = PhiForCausalLM.from_pretrained("microsoft/phi-2")
else:
    model = PhiForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
