# labels: name::granite_3_0_1b_a400m author::ibm-granite task::Text_Generation license::apache-2.0 test_group::transformers
"""Granite 3.0 1B-A400M: a decoder of 24 layers, eight of 32 experts a token.

Source: https://huggingface.co/ibm-granite/granite-3.0-1b-a400m-base
"""

import torch
from transformers import GraniteMoeConfig, GraniteMoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GraniteMoeConfig(
    vocab_size=49155,
    hidden_size=1024,
    intermediate_size=512,
    num_hidden_layers=24,
    num_attention_heads=16,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=True,
    embedding_multiplier=12.0,
    logits_scaling=6.0,
    residual_multiplier=0.22,
    attention_multiplier=0.015625,
    num_local_experts=32,
    num_experts_per_tok=8,
)
if pretrained:
    model = GraniteMoeForCausalLM.from_pretrained("ibm-granite/granite-3.0-1b-a400m-base")
else:
    model = GraniteMoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
