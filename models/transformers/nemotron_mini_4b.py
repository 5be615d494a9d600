# labels: name::nemotron_mini_4b author::nvidia task::Text_Generation license::other test_group::transformers size::large
"""Nemotron Mini 4B: a decoder of 32 layers with squared ReLUs. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/nvidia/Nemotron-Mini-4B-Instruct
"""

import torch
from transformers import NemotronConfig, NemotronForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = NemotronConfig(
    vocab_size=256000,
    hidden_size=3072,
    intermediate_size=9216,
    num_attention_heads=24,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="relu2",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = NemotronForCausalLM.from_pretrained("nvidia/Nemotron-Mini-4B-Instruct")
else:
    model = NemotronForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
