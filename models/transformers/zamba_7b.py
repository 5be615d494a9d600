# labels: name::zamba_7b author::zyphra task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Zamba 7B: 76 layers of Mamba that share one attention block. It runs 8 layers of its 76 unless --num_layers says otherwise.

Source: https://huggingface.co/Zyphra/Zamba-7B-v1
"""

import torch
from transformers import ZambaConfig, ZambaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = ZambaConfig(
    vocab_size=32000,
    hidden_size=3712,
    intermediate_size=14848,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="gelu",
    max_position_embeddings=4096,
    tie_word_embeddings=True,
    use_mamba_kernels=False,
    attn_layer_period=6,
    attn_layer_offset=4,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = ZambaForCausalLM.from_pretrained("Zyphra/Zamba-7B-v1")
else:
    model = ZambaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
