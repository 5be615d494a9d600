# labels: name::ministral3_8b author::mistral task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Ministral 3 8B: a decoder of 34 layers. It runs 8 layers of its 34 unless --num_layers says otherwise.

Source: https://huggingface.co/mistralai/Ministral-3-8B-Base-2512
"""

import torch
from transformers import Ministral3Config, Ministral3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Ministral3Config(
    vocab_size=131072,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Ministral3ForCausalLM.from_pretrained("mistralai/Ministral-3-8B-Base-2512")
else:
    model = Ministral3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
