# labels: name::doge_320m author::smalldoge task::Text_Generation license::apache-2.0 test_group::transformers
"""Doge 320M: a decoder of 32 layers with dynamic mask attention.

Source: https://huggingface.co/SmallDoge/Doge-320M
"""

import torch
from transformers import DogeConfig, DogeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DogeConfig(
    vocab_size=32768,
    hidden_size=1024,
    intermediate_size=2048,
    num_hidden_layers=32,
    num_attention_heads=8,
    num_key_value_heads=4,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
)
if pretrained:
    model = DogeForCausalLM.from_pretrained("SmallDoge/Doge-320M")
else:
    model = DogeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
