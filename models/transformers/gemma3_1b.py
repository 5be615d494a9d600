# labels: name::gemma3_1b author::google task::Text_Generation license::gemma test_group::transformers
"""Gemma 3 1B: a decoder of 26 layers, five local ones to a global one.

Source: https://huggingface.co/google/gemma-3-1b-pt
"""

import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Gemma3TextConfig(
    vocab_size=262144,
    hidden_size=1152,
    intermediate_size=6912,
    num_hidden_layers=26,
    num_attention_heads=4,
    num_key_value_heads=1,
    head_dim=256,
    hidden_activation="gelu_pytorch_tanh",
    max_position_embeddings=32768,
    tie_word_embeddings=True,
    sliding_window=512,
    query_pre_attn_scalar=256,
)
if pretrained:
    model = Gemma3ForCausalLM.from_pretrained("google/gemma-3-1b-pt")
else:
    model = Gemma3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
