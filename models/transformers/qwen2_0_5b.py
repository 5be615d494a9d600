# labels: name::qwen2_0_5b author::qwen task::Text_Generation license::apache-2.0 test_group::transformers
"""Qwen2 0.5B: a decoder of 24 layers with 2 key-value heads.

Source: https://huggingface.co/Qwen/Qwen2-0.5B
"""

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Qwen2Config(
    vocab_size=151936,
    hidden_size=896,
    intermediate_size=4864,
    num_hidden_layers=24,
    num_attention_heads=14,
    num_key_value_heads=2,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
)
if pretrained:
    model = Qwen2ForCausalLM.from_pretrained("Qwen/Qwen2-0.5B")
else:
    model = Qwen2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
