# labels: name::japanese_gpt2_xsmall author::rinna task::Text_Generation license::mit test_group::popular_on_huggingface
"""japanese-gpt2-xsmall: a six-layer GPT-2 for Japanese.

Source: https://huggingface.co/rinna/japanese-gpt2-xsmall
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=32000,
    n_positions=1024,
    n_embd=512,
    n_layer=6,
    n_head=8,
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("rinna/japanese-gpt2-xsmall")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
