# labels: name::llama_2_7b_hf author::meta-llama task::Text_Generation license::llama2 test_group::popular_on_huggingface size::large
"""Llama-2-7b-hf: Llama 2, 32 layers; it runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/meta-llama/Llama-2-7b-hf
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LlamaConfig(
    vocab_size=32000,
    hidden_size=4096,
    intermediate_size=11008,
    num_attention_heads=32,
    num_key_value_heads=32,
    max_position_embeddings=4096,
    rope_theta=10000.0,
    rms_norm_eps=1e-05,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("meta-llama/Llama-2-7b-hf")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
