# labels: name::qwen3_32b author::qwen task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""Qwen3-32B: Qwen 3, 64 layers with normalised queries and keys; it runs 8 layers of its 64 unless --num_layers says otherwise.

Source: https://huggingface.co/Qwen/Qwen3-32B
"""

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Qwen3Config(
    vocab_size=151936,
    hidden_size=5120,
    intermediate_size=25600,
    num_attention_heads=64,
    num_key_value_heads=8,
    max_position_embeddings=40960,
    rope_theta=1000000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
    head_dim=128,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Qwen3ForCausalLM.from_pretrained("Qwen/Qwen3-32B")
else:
    model = Qwen3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
