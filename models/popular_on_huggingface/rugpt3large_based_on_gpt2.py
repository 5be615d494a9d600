# labels: name::rugpt3large_based_on_gpt2 author::ai-forever task::Text_Generation license::unspecified test_group::popular_on_huggingface
"""rugpt3large_based_on_gpt2: ruGPT-3 large for Russian.

Source: https://huggingface.co/ai-forever/rugpt3large_based_on_gpt2
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
    n_layer=24,
    n_head=16,
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("ai-forever/rugpt3large_based_on_gpt2")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
