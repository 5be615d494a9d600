# labels: name::olmo_hybrid_7b author::allenai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Olmo Hybrid 7B: linear and full attention in turn. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/allenai/Olmo-Hybrid-7B
"""

import torch
from transformers import OlmoHybridConfig, OlmoHybridForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = OlmoHybridConfig(
    vocab_size=100352,
    hidden_size=3840,
    intermediate_size=11008,
    num_attention_heads=30,
    hidden_act="silu",
    max_position_embeddings=65536,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = OlmoHybridForCausalLM.from_pretrained("allenai/Olmo-Hybrid-7B")
else:
    model = OlmoHybridForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
