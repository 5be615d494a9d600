# labels: name::llama2_70b author::meta task::Text_Generation license::llama2 test_group::transformers size::large
"""Llama 2 70B: a decoder of 80 layers with 8 key-value heads. It runs 8 layers of its 80 unless --num_layers says otherwise.

Source: https://huggingface.co/meta-llama/Llama-2-70b-hf
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LlamaConfig(
    vocab_size=32000,
    hidden_size=8192,
    intermediate_size=28672,
    num_attention_heads=64,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    rms_norm_eps=1e-05,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("meta-llama/Llama-2-70b-hf")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
