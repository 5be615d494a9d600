# labels: name::qwen2_7b author::qwen task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Qwen2 7B: a decoder of 28 layers with 4 key-value heads. It runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/Qwen/Qwen2-7B
"""

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Qwen2Config(
    vocab_size=152064,
    hidden_size=3584,
    intermediate_size=18944,
    num_attention_heads=28,
    num_key_value_heads=4,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Qwen2ForCausalLM.from_pretrained("Qwen/Qwen2-7B")
else:
    model = Qwen2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
