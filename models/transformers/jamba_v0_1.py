# labels: name::jamba_v0_1 author::ai21labs task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Jamba 52B: 32 layers, seven Mamba layers to one of attention, two of 16 experts a token. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/ai21labs/Jamba-v0.1
"""

import torch
from transformers import JambaConfig, JambaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = JambaConfig(
    vocab_size=65536,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=262144,
    tie_word_embeddings=False,
    num_experts=16,
    num_experts_per_tok=2,
    expert_layer_period=2,
    attn_layer_period=8,
    attn_layer_offset=4,
    use_mamba_kernels=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = JambaForCausalLM.from_pretrained("ai21labs/Jamba-v0.1")
else:
    model = JambaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
