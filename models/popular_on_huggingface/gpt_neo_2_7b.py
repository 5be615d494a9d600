# labels: name::gpt_neo_2_7b author::eleutherai task::Text_Generation license::mit test_group::popular_on_huggingface size::large
"""gpt-neo-2.7B: GPT-Neo, 32 layers.

Source: https://huggingface.co/EleutherAI/gpt-neo-2.7B
"""

import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTNeoConfig(
    vocab_size=50257,
    hidden_size=2560,
    num_layers=32,
    num_heads=20,
    attention_types=[[["global", "local"], 16]],
    window_size=256,
    max_position_embeddings=2048,
)
if pretrained:
    model = GPTNeoForCausalLM.from_pretrained("EleutherAI/gpt-neo-2.7B")
else:
    model = GPTNeoForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
