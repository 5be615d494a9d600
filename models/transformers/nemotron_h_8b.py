# labels: name::nemotron_h_8b author::nvidia task::Text_Generation license::other test_group::transformers size::large
"""Nemotron-H: Mamba-2, attention and expert layers mixed, in the library's default configuration.

Source: https://huggingface.co/nvidia/Nemotron-H-8B-Base-8K
"""

import torch
from transformers import NemotronHConfig, NemotronHForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = NemotronHConfig(
    vocab_size=131072,
    hidden_size=4096,
    intermediate_size=21504,
    num_attention_heads=32,
    num_key_value_heads=8,
    head_dim=128,
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    use_mamba_kernels=False,
)
if pretrained:
    model = NemotronHForCausalLM.from_pretrained("nvidia/Nemotron-H-8B-Base-8K")
else:
    model = NemotronHForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
