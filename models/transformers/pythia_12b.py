# labels: name::pythia_12b author::eleutherai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Pythia 12B: a decoder of 36 layers in the shape of GPT-NeoX. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/EleutherAI/pythia-12b
"""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTNeoXConfig(
    vocab_size=50688,
    hidden_size=5120,
    intermediate_size=20480,
    num_attention_heads=40,
    hidden_act="gelu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    rotary_pct=0.25,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GPTNeoXForCausalLM.from_pretrained("EleutherAI/pythia-12b")
else:
    model = GPTNeoXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
