# labels: name::mamba2_2_7b author::state-spaces task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Mamba-2 2.7B: 64 layers of structured state spaces. It runs 8 layers of its 64 unless --num_layers says otherwise.

Source: https://huggingface.co/AntonV/mamba2-2.7b-hf
"""

import torch
from transformers import Mamba2Config, Mamba2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Mamba2Config(
    vocab_size=50288,
    hidden_size=2560,
    num_heads=80,
    head_dim=64,
    hidden_act="silu",
    tie_word_embeddings=True,
    state_size=128,
    n_groups=1,
    expand=2,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Mamba2ForCausalLM.from_pretrained("AntonV/mamba2-2.7b-hf")
else:
    model = Mamba2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
