# labels: name::granite_3_0_2b author::ibm-granite task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Granite 3.0 2B: a decoder of 40 layers with scaled embeddings, residuals and logits. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/ibm-granite/granite-3.0-2b-base
"""

import torch
from transformers import GraniteConfig, GraniteForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GraniteConfig(
    vocab_size=49155,
    hidden_size=2048,
    intermediate_size=8192,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=True,
    embedding_multiplier=12.0,
    logits_scaling=8.0,
    residual_multiplier=0.22,
    attention_multiplier=0.015625,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GraniteForCausalLM.from_pretrained("ibm-granite/granite-3.0-2b-base")
else:
    model = GraniteForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
