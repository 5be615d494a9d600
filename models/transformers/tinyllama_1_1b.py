# labels: name::tinyllama_1_1b author::tinyllama task::Text_Generation license::apache-2.0 test_group::transformers
"""TinyLlama 1.1B: a decoder of 22 layers with 4 key-value heads.

Source: https://huggingface.co/TinyLlama/TinyLlama-1.1B-Chat-v1.0
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LlamaConfig(
    vocab_size=32000,
    hidden_size=2048,
    intermediate_size=5632,
    num_hidden_layers=22,
    num_attention_heads=32,
    num_key_value_heads=4,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    rms_norm_eps=1e-05,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("TinyLlama/TinyLlama-1.1B-Chat-v1.0")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
