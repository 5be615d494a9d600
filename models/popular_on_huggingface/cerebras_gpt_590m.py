# labels: name::cerebras_gpt_590m author::cerebras task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""Cerebras-GPT-590M: an 18-layer GPT trained at the best ratio of data to size.

Source: https://huggingface.co/cerebras/Cerebras-GPT-590M
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=50257,
    n_positions=2048,
    n_embd=1536,
    n_layer=18,
    n_head=12,
    n_inner=6144,
    activation_function="gelu",
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("cerebras/Cerebras-GPT-590M")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
