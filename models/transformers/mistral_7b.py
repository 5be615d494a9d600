# labels: name::mistral_7b author::mistral task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Mistral 7B: a decoder of 32 layers, attention in windows of 4096 tokens. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/mistralai/Mistral-7B-v0.1
"""

import torch
from transformers import MistralConfig, MistralForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MistralConfig(
    vocab_size=32000,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    sliding_window=4096,
    rms_norm_eps=1e-05,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MistralForCausalLM.from_pretrained("mistralai/Mistral-7B-v0.1")
else:
    model = MistralForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
