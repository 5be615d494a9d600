# labels: name::mixtral_7bx8 author::mistral task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Mixtral 8x7B: a decoder of 32 layers, two of eight experts a token. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/mistralai/Mixtral-8x7B-v0.1
"""

import torch
from transformers import MixtralConfig, MixtralForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MixtralConfig(
    vocab_size=32000,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    num_local_experts=8,
    num_experts_per_tok=2,
    rms_norm_eps=1e-05,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MixtralForCausalLM.from_pretrained("mistralai/Mixtral-8x7B-v0.1")
else:
    model = MixtralForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
