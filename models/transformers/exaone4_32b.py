# labels: name::exaone4_32b author::lgai-exaone task::Text_Generation license::other test_group::transformers size::large
"""EXAONE 4.0 32B: a decoder of 64 layers, three local ones to a global one. It runs 8 layers of its 64 unless --num_layers says otherwise.

Source: https://huggingface.co/LGAI-EXAONE/EXAONE-4.0-32B
"""

import torch
from transformers import Exaone4Config, Exaone4ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Exaone4Config(
    vocab_size=102400,
    hidden_size=5120,
    intermediate_size=27392,
    num_attention_heads=40,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    sliding_window=4096,
    sliding_window_pattern=4,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Exaone4ForCausalLM.from_pretrained("LGAI-EXAONE/EXAONE-4.0-32B")
else:
    model = Exaone4ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
