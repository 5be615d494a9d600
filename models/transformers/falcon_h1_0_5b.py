# labels: name::falcon_h1_0_5b author::tiiuae task::Text_Generation license::other test_group::transformers
"""Falcon-H1 0.5B: 36 layers with attention and Mamba-2 side by side.

Source: https://huggingface.co/tiiuae/Falcon-H1-0.5B-Base
"""

import torch
from transformers import FalconH1Config, FalconH1ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FalconH1Config(
    vocab_size=32784,
    hidden_size=1024,
    intermediate_size=2048,
    num_hidden_layers=36,
    num_attention_heads=8,
    num_key_value_heads=2,
    head_dim=64,
    hidden_act="silu",
    max_position_embeddings=16384,
    tie_word_embeddings=False,
    mamba_d_ssm=1536,
    mamba_n_heads=24,
    mamba_d_head=64,
    mamba_n_groups=1,
    mamba_d_state=128,
    mamba_rms_norm=False,
)
if pretrained:
    model = FalconH1ForCausalLM.from_pretrained("tiiuae/Falcon-H1-0.5B-Base")
else:
    model = FalconH1ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
