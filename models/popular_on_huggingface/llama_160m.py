# labels: name::llama_160m author::jackfram task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""llama-160m: a small Llama of 12 layers, used for speculative decoding.

Source: https://huggingface.co/JackFram/llama-160m
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LlamaConfig(
    vocab_size=32000,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    num_key_value_heads=12,
    max_position_embeddings=2048,
    rope_theta=10000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("JackFram/llama-160m")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
