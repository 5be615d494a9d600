# labels: name::beam_1_0 author::reflection task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Beam 1.0: a mixture-of-experts decoder of 52 layers. It runs 8 layers of its 52 unless --num_layers says otherwise.

Source: https://huggingface.co/reflection/Beam-1.0-501B-A23B
"""

import torch
from transformers import BeamConfig, BeamForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = BeamConfig(
    vocab_size=151936,
    hidden_size=5120,
    intermediate_size=20480,
    num_attention_heads=48,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=8192,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = BeamForCausalLM.from_pretrained("reflection/Beam-1.0-501B-A23B")
else:
    model = BeamForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
