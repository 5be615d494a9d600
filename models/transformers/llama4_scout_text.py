# labels: name::llama4_scout_text author::meta task::Text_Generation license::llama4 test_group::transformers size::large
"""Llama 4 Scout: its text decoder of 48 layers, one of 16 experts a token. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/meta-llama/Llama-4-Scout-17B-16E
"""

import torch
from transformers import Llama4ForCausalLM, Llama4TextConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Llama4TextConfig(
    vocab_size=202048,
    hidden_size=5120,
    intermediate_size=8192,
    num_attention_heads=40,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_local_experts=16,
    num_experts_per_tok=1,
    intermediate_size_mlp=16384,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Llama4ForCausalLM.from_pretrained("meta-llama/Llama-4-Scout-17B-16E")
else:
    model = Llama4ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
