# labels: name::minimax_m2 author::minimaxai task::Text_Generation license::mit test_group::transformers size::large
"""MiniMax-M2: a mixture-of-experts decoder of 62 layers. It runs 8 layers of its 62 unless --num_layers says otherwise.

Source: https://huggingface.co/MiniMaxAI/MiniMax-M2
"""

import torch
from transformers import MiniMaxM2Config, MiniMaxM2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MiniMaxM2Config(
    vocab_size=200064,
    hidden_size=3072,
    intermediate_size=1536,
    num_attention_heads=48,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=196608,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MiniMaxM2ForCausalLM.from_pretrained("MiniMaxAI/MiniMax-M2")
else:
    model = MiniMaxM2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
