# labels: name::minicpm3_4b author::openbmb task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""MiniCPM3 4B: a decoder of 62 layers with latent attention. It runs 8 layers of its 62 unless --num_layers says otherwise.

Source: https://huggingface.co/openbmb/MiniCPM3-4B
"""

import torch
from transformers import MiniCPM3Config, MiniCPM3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MiniCPM3Config(
    vocab_size=73448,
    hidden_size=2560,
    intermediate_size=6400,
    num_attention_heads=40,
    num_key_value_heads=40,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MiniCPM3ForCausalLM.from_pretrained("openbmb/MiniCPM3-4B")
else:
    model = MiniCPM3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
