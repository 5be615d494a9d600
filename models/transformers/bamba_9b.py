# labels: name::bamba_9b author::ibm task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Bamba 9B: 32 layers of Mamba-2, three of them of attention. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/ibm-ai-platform/Bamba-9B-v1
"""

import torch
from transformers import BambaConfig, BambaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = BambaConfig(
    vocab_size=128256,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=False,
    mamba_n_heads=128,
    mamba_d_head=64,
    mamba_d_state=128,
    mamba_n_groups=1,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = BambaForCausalLM.from_pretrained("ibm-ai-platform/Bamba-9B-v1")
else:
    model = BambaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
