# labels: name::falcon3_1b_base author::tiiuae task::Text_Generation license::other test_group::popular_on_huggingface size::large
"""Falcon3-1B-Base: Falcon 3, 18 layers.

Source: https://huggingface.co/tiiuae/Falcon3-1B-Base
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LlamaConfig(
    vocab_size=131072,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=18,
    num_attention_heads=8,
    num_key_value_heads=4,
    max_position_embeddings=4096,
    rope_theta=1000042.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
    head_dim=256,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("tiiuae/Falcon3-1B-Base")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
