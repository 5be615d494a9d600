# labels: name::gptneo_125m author::eleutherai task::Text_Generation license::mit test_group::transformers
"""GPT-Neo 125M: a decoder of 12 layers, global and local attention in turn.

Source: https://huggingface.co/EleutherAI/gpt-neo-125m
"""

import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTNeoConfig(
    vocab_size=50257,
    hidden_size=768,
    num_layers=12,
    num_heads=12,
    activation_function="gelu_new",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    window_size=256,
    attention_types=[[["global", "local"], 6]],
)
if pretrained:
    model = GPTNeoForCausalLM.from_pretrained("EleutherAI/gpt-neo-125m")
else:
    model = GPTNeoForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
