# labels: name::mamba2_130m author::state-spaces task::Text_Generation license::apache-2.0 test_group::transformers
"""Mamba-2 130M: 24 layers of structured state spaces.

Source: https://huggingface.co/AntonV/mamba2-130m-hf
"""

import torch
from transformers import Mamba2Config, Mamba2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Mamba2Config(
    vocab_size=50288,
    hidden_size=768,
    num_hidden_layers=24,
    num_heads=24,
    head_dim=64,
    hidden_act="silu",
    tie_word_embeddings=True,
    state_size=128,
    n_groups=1,
    expand=2,
)
if pretrained:
    model = Mamba2ForCausalLM.from_pretrained("AntonV/mamba2-130m-hf")
else:
    model = Mamba2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
