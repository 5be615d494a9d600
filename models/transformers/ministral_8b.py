# labels: name::ministral_8b author::mistral task::Text_Generation license::other test_group::transformers size::large
"""Ministral 8B: a decoder of 36 layers, sliding windows in three of four. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/mistralai/Ministral-8B-Instruct-2410
"""

import torch
from transformers import MinistralConfig, MinistralForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MinistralConfig(
    vocab_size=131072,
    hidden_size=4096,
    intermediate_size=12288,
    num_attention_heads=32,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    sliding_window=32768,
    rms_norm_eps=1e-05,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MinistralForCausalLM.from_pretrained("mistralai/Ministral-8B-Instruct-2410")
else:
    model = MinistralForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
