# labels: name::mellum2_12b_a2_5b author::jetbrains task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Mellum 2: a mixture-of-experts decoder of 28 layers for code. It runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/JetBrains/Mellum2-12B-A2.5B-Base
"""

import torch
from transformers import MellumConfig, MellumForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MellumConfig(
    vocab_size=98304,
    hidden_size=2304,
    intermediate_size=7168,
    num_attention_heads=32,
    num_key_value_heads=4,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MellumForCausalLM.from_pretrained("JetBrains/Mellum2-12B-A2.5B-Base")
else:
    model = MellumForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
