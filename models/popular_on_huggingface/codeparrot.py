# labels: name::codeparrot author::codeparrot task::Text_Generation license::unspecified test_group::popular_on_huggingface downloads_2023::632 size::large
"""codeparrot: GPT-2 XL that writes Python.

Source: https://huggingface.co/codeparrot/codeparrot
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=32768,
    n_positions=1024,
    n_embd=1600,
    n_layer=48,
    n_head=25,
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("codeparrot/codeparrot")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
