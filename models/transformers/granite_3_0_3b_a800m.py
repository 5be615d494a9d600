# labels: name::granite_3_0_3b_a800m author::ibm-granite task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Granite 3.0 3B-A800M: a decoder of 32 layers, eight of 40 experts a token. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/ibm-granite/granite-3.0-3b-a800m-base
"""

import torch
from transformers import GraniteMoeConfig, GraniteMoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GraniteMoeConfig(
    vocab_size=49155,
    hidden_size=1536,
    intermediate_size=512,
    num_attention_heads=24,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=True,
    embedding_multiplier=12.0,
    logits_scaling=6.0,
    residual_multiplier=0.22,
    attention_multiplier=0.015625,
    num_local_experts=40,
    num_experts_per_tok=8,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GraniteMoeForCausalLM.from_pretrained("ibm-granite/granite-3.0-3b-a800m-base")
else:
    model = GraniteMoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
