# labels: name::gemma3n_e4b_text author::google task::Text_Generation license::gemma test_group::transformers size::large
"""Gemma 3n E4B: its text decoder of 35 layers, with per-layer embeddings. It runs 8 layers of its 35 unless --num_layers says otherwise.

Source: https://huggingface.co/google/gemma-3n-E4B
"""

import torch
from transformers import Gemma3nForCausalLM, Gemma3nTextConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Gemma3nTextConfig(
    vocab_size=262400,
    hidden_size=2048,
    intermediate_size=16384,
    num_attention_heads=8,
    num_key_value_heads=2,
    head_dim=256,
    hidden_activation="gelu_pytorch_tanh",
    max_position_embeddings=32768,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
    # At a reduced depth no layer shares the keys and values of another.
    num_kv_shared_layers=15 if num_layers == 35 else 0,
)
if pretrained:
    model = Gemma3nForCausalLM.from_pretrained("google/gemma-3n-E4B")
else:
    model = Gemma3nForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
