# labels: name::minimax_text_01 author::minimaxai task::Text_Generation license::other test_group::transformers size::large
"""MiniMax-Text-01: lightning attention and softmax attention in turn, in the library's default configuration. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/MiniMaxAI/MiniMax-Text-01-hf
"""

import torch
from transformers import MiniMaxConfig, MiniMaxForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MiniMaxConfig(
    vocab_size=32000,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MiniMaxForCausalLM.from_pretrained("MiniMaxAI/MiniMax-Text-01-hf")
else:
    model = MiniMaxForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
