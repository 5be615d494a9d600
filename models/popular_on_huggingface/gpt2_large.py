# labels: name::gpt2_large author::openai-community task::Text_Generation license::mit test_group::popular_on_huggingface
"""gpt2-large: GPT-2 large, 36 layers.

Source: https://huggingface.co/openai-community/gpt2-large
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=50257,
    n_positions=1024,
    n_embd=1280,
    n_layer=36,
    n_head=20,
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("openai-community/gpt2-large")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
