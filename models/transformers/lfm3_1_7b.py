# labels: name::lfm3_1_7b author::liquidai task::Text_Generation license::other test_group::transformers
"""LFM3 1.7B: short convolutions and attention, 24 layers.

Source: https://huggingface.co/LiquidAI/LFM3-1.7B
"""

import torch
from transformers import Lfm3Config, Lfm3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Lfm3Config(
    vocab_size=128000,
    hidden_size=2048,
    intermediate_size=7680,
    num_hidden_layers=24,
    num_attention_heads=16,
    num_key_value_heads=4,
    head_dim=128,
    max_position_embeddings=128000,
    tie_word_embeddings=True,
)
if pretrained:
    model = Lfm3ForCausalLM.from_pretrained("LiquidAI/LFM3-1.7B")
else:
    model = Lfm3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
