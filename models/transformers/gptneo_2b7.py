# labels: name::gptneo_2b7 author::eleutherai task::Text_Generation license::mit test_group::transformers size::large
"""GPT-Neo 2.7B: a decoder of 32 layers, global and local attention in turn. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/EleutherAI/gpt-neo-2.7B
"""

import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTNeoConfig(
    vocab_size=50257,
    hidden_size=2560,
    num_heads=20,
    activation_function="gelu_new",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    window_size=256,
    num_layers=num_layers,
    attention_types=[[["global", "local"], num_layers // 2]],
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
