# labels: name::falcon_mamba_7b author::tiiuae task::Text_Generation license::other test_group::transformers size::large
"""Falcon Mamba 7B: 64 layers of selective state spaces. It runs 8 layers of its 64 unless --num_layers says otherwise.

Source: https://huggingface.co/tiiuae/falcon-mamba-7b
"""

import torch
from transformers import FalconMambaConfig, FalconMambaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = FalconMambaConfig(
    vocab_size=65024,
    hidden_size=4096,
    hidden_act="silu",
    tie_word_embeddings=True,
    state_size=16,
    conv_kernel=4,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = FalconMambaForCausalLM.from_pretrained("tiiuae/falcon-mamba-7b")
else:
    model = FalconMambaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
