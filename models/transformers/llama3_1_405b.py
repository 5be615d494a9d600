# labels: name::llama3_1_405b author::meta task::Text_Generation license::llama3.1 test_group::transformers size::large
"""Llama 3.1 405B: a decoder of 126 layers with 8 key-value heads. It runs 8 layers of its 126 unless --num_layers says otherwise.

Source: https://huggingface.co/meta-llama/Llama-3.1-405B
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LlamaConfig(
    vocab_size=128256,
    hidden_size=16384,
    intermediate_size=53248,
    num_attention_heads=128,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    rms_norm_eps=1e-05,
    rope_parameters={
        "rope_type": "llama3",
        "rope_theta": 500000.0,
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    },
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("meta-llama/Llama-3.1-405B")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
