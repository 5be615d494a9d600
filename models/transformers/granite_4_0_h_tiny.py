# labels: name::granite_4_0_h_tiny author::ibm-granite task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Granite 4.0 H tiny: 40 layers, nine Mamba layers to one of attention, six of 64 experts a token. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/ibm-granite/granite-4.0-h-tiny
"""

import torch
from transformers import GraniteMoeHybridConfig, GraniteMoeHybridForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GraniteMoeHybridConfig(
    vocab_size=100352,
    hidden_size=1536,
    intermediate_size=512,
    num_attention_heads=12,
    num_key_value_heads=4,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    embedding_multiplier=12.0,
    logits_scaling=6.0,
    residual_multiplier=0.22,
    attention_multiplier=0.0078125,
    num_local_experts=64,
    num_experts_per_tok=6,
    shared_intermediate_size=1024,
    mamba_n_heads=48,
    mamba_d_head=64,
    mamba_d_state=128,
    mamba_n_groups=1,
    num_hidden_layers=num_layers,
    layer_types=["attention" if index % 10 == 5 else "mamba" for index in range(num_layers)],
)
if pretrained:
    model = GraniteMoeHybridForCausalLM.from_pretrained("ibm-granite/granite-4.0-h-tiny")
else:
    model = GraniteMoeHybridForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
