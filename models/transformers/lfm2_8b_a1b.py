# labels: name::lfm2_8b_a1b author::liquidai task::Text_Generation license::other test_group::transformers size::large
"""LFM2 8B-A1B: short convolutions and attention, four of 32 experts a token. It runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/LiquidAI/LFM2-8B-A1B
"""

import torch
from transformers import Lfm2MoeConfig, Lfm2MoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Lfm2MoeConfig(
    vocab_size=65536,
    hidden_size=2048,
    intermediate_size=7168,
    num_attention_heads=32,
    num_key_value_heads=8,
    max_position_embeddings=128000,
    tie_word_embeddings=True,
    num_experts=32,
    num_experts_per_tok=4,
    num_dense_layers=2,
    num_hidden_layers=num_layers,
    layer_types=["full_attention" if index in (2, 6, 10, 14, 18, 21) else "conv" for index in range(num_layers)],
)
if pretrained:
    model = Lfm2MoeForCausalLM.from_pretrained("LiquidAI/LFM2-8B-A1B")
else:
    model = Lfm2MoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
