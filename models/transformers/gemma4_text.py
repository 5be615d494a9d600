# labels: name::gemma4_text author::google task::Text_Generation license::gemma test_group::transformers size::large
"""Gemma 4: its text decoder, with per-layer embeddings. It runs 8 layers of its 30 unless --num_layers says otherwise.

Source: https://huggingface.co/google/gemma-4-e2b-it
"""

import torch
from transformers import Gemma4ForCausalLM, Gemma4TextConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Gemma4TextConfig(
    vocab_size=262144,
    hidden_size=2304,
    intermediate_size=9216,
    num_attention_heads=8,
    num_key_value_heads=4,
    head_dim=256,
    hidden_activation="gelu_pytorch_tanh",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Gemma4ForCausalLM.from_pretrained("google/gemma-4-e2b-it")
else:
    model = Gemma4ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
