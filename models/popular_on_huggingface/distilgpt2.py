# labels: name::distilgpt2 author::distilbert task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""distilgpt2: GPT-2 small distilled to 6 layers.

Source: https://huggingface.co/distilbert/distilgpt2
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=50257,
    n_positions=1024,
    n_embd=768,
    n_layer=6,
    n_head=12,
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("distilbert/distilgpt2")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
