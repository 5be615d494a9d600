# labels: name::granite_swash_2b author::ibm-granite task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Granite Swash 2B: sliding-window attention, in the library's default configuration. It runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/ibm-granite/granite-swash-2b
"""

import torch
from transformers import GraniteSWAConfig, GraniteSWAForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GraniteSWAConfig(
    vocab_size=100352,
    hidden_size=2560,
    intermediate_size=8192,
    num_attention_heads=20,
    num_key_value_heads=4,
    hidden_act="silu",
    max_position_embeddings=8192,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GraniteSWAForCausalLM.from_pretrained("ibm-granite/granite-swash-2b")
else:
    model = GraniteSWAForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
