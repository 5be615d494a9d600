# labels: name::laguna_xs_2 author::poolside task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Laguna XS 2: a mixture-of-experts decoder of 40 layers. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/poolside/laguna-XS.2
"""

import torch
from transformers import LagunaConfig, LagunaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LagunaConfig(
    vocab_size=100352,
    hidden_size=2048,
    intermediate_size=8192,
    num_attention_heads=48,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LagunaForCausalLM.from_pretrained("poolside/laguna-XS.2")
else:
    model = LagunaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
