# labels: name::pythia_1b author::eleutherai task::Text_Generation license::apache-2.0 test_group::transformers
"""Pythia 1B: a decoder of 16 layers in the shape of GPT-NeoX.

Source: https://huggingface.co/EleutherAI/pythia-1b
"""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTNeoXConfig(
    vocab_size=50304,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=16,
    num_attention_heads=8,
    hidden_act="gelu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    rotary_pct=0.25,
)
if pretrained:
    model = GPTNeoXForCausalLM.from_pretrained("EleutherAI/pythia-1b")
else:
    model = GPTNeoXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
