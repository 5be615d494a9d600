# labels: name::kolibri_1 author::aleph-alpha task::Text_Generation license::other test_group::transformers size::large
"""Kolibri 1: a mixture-of-experts decoder of 50 layers. It runs 8 layers of its 50 unless --num_layers says otherwise.

Source: https://huggingface.co/Aleph-Alpha/Kolibri-1
"""

import torch
from transformers import Kolibri1Config, Kolibri1ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Kolibri1Config(
    vocab_size=128000,
    hidden_size=2560,
    num_attention_heads=48,
    num_key_value_heads=4,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Kolibri1ForCausalLM.from_pretrained("Aleph-Alpha/Kolibri-1")
else:
    model = Kolibri1ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
