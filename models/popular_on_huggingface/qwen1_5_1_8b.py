# labels: name::qwen1_5_1_8b author::qwen task::Text_Generation license::other test_group::popular_on_huggingface size::large
"""Qwen1.5-1.8B: Qwen 1.5, 24 wider layers.

Source: https://huggingface.co/Qwen/Qwen1.5-1.8B
"""

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Qwen2Config(
    vocab_size=151936,
    hidden_size=2048,
    intermediate_size=5504,
    num_hidden_layers=24,
    num_attention_heads=16,
    num_key_value_heads=16,
    max_position_embeddings=32768,
    rope_theta=1000000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
)
if pretrained:
    model = Qwen2ForCausalLM.from_pretrained("Qwen/Qwen1.5-1.8B")
else:
    model = Qwen2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
