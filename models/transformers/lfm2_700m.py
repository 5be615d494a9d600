# labels: name::lfm2_700m author::liquidai task::Text_Generation license::other test_group::transformers
"""LFM2 700M: short convolutions and attention in turn, 16 layers.

Source: https://huggingface.co/LiquidAI/LFM2-700M
"""

import torch
from transformers import Lfm2Config, Lfm2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Lfm2Config(
    vocab_size=65536,
    hidden_size=1536,
    intermediate_size=10240,
    num_hidden_layers=16,
    num_attention_heads=24,
    num_key_value_heads=8,
    max_position_embeddings=128000,
    tie_word_embeddings=True,
    full_attn_idxs=[2, 5, 8, 10, 12, 14],
)
if pretrained:
    model = Lfm2ForCausalLM.from_pretrained("LiquidAI/LFM2-700M")
else:
    model = Lfm2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
