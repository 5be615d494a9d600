# labels: name::japanese_gpt2_medium author::rinna task::Text_Generation license::mit test_group::popular_on_huggingface
"""japanese-gpt2-medium: GPT-2 medium for Japanese.

Source: https://huggingface.co/rinna/japanese-gpt2-medium
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=32000,
    n_positions=1024,
    n_embd=1024,
    n_layer=24,
    n_head=16,
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("rinna/japanese-gpt2-medium")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
