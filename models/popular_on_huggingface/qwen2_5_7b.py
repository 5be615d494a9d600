# labels: name::qwen2_5_7b author::qwen task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""Qwen2.5-7B: Qwen 2.5, 28 layers; it runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/Qwen/Qwen2.5-7B
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
    max_position_embeddings=131072,
    rope_theta=1000000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Qwen2ForCausalLM.from_pretrained("Qwen/Qwen2.5-7B")
else:
    model = Qwen2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
