# labels: name::llama2_34b author::meta task::Text_Generation license::llama2 test_group::transformers size::large
"""Llama 2 34B, published as Code Llama: a decoder of 48 layers with 8 key-value heads. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/codellama/CodeLlama-34b-hf
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LlamaConfig(
    vocab_size=32000,
    hidden_size=8192,
    intermediate_size=22016,
    num_attention_heads=64,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=16384,
    tie_word_embeddings=False,
    rms_norm_eps=1e-05,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("codellama/CodeLlama-34b-hf")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
