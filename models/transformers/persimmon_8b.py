# labels: name::persimmon_8b author::adept task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Persimmon 8B: a decoder of 36 layers. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/adept/persimmon-8b-base
"""

import torch
from transformers import PersimmonConfig, PersimmonForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = PersimmonConfig(
    vocab_size=262144,
    hidden_size=4096,
    intermediate_size=16384,
    num_attention_heads=64,
    hidden_act="relu2",
    max_position_embeddings=16384,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = PersimmonForCausalLM.from_pretrained("adept/persimmon-8b-base")
else:
    model = PersimmonForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
