# labels: name::apertus_8b author::swiss-ai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Apertus 8B: a decoder of 32 layers with 8 key-value heads. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/swiss-ai/Apertus-8B-2509
"""

import torch
from transformers import ApertusConfig, ApertusForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = ApertusConfig(
    vocab_size=131072,
    hidden_size=4096,
    intermediate_size=21504,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="xielu",
    max_position_embeddings=65536,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = ApertusForCausalLM.from_pretrained("swiss-ai/Apertus-8B-2509")
else:
    model = ApertusForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
