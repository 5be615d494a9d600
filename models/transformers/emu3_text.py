# labels: name::emu3_text author::baai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Emu3 8B: its decoder of 32 layers over text and image tokens. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/BAAI/Emu3-Chat-hf
"""

import torch
from transformers import Emu3ForCausalLM, Emu3TextConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Emu3TextConfig(
    vocab_size=184622,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=9216,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Emu3ForCausalLM.from_pretrained("BAAI/Emu3-Chat-hf")
else:
    model = Emu3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
