# labels: name::qwen3_reranker_0_6b author::qwen task::Text_Ranking license::apache-2.0 test_group::popular_on_huggingface
"""Qwen3-Reranker-0.6B: Qwen 3 that ranks passages for a query.

Source: https://huggingface.co/Qwen/Qwen3-Reranker-0.6B
"""

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Qwen3Config(
    vocab_size=151669,
    hidden_size=1024,
    intermediate_size=3072,
    num_hidden_layers=28,
    num_attention_heads=16,
    num_key_value_heads=8,
    max_position_embeddings=40960,
    rope_theta=1000000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=True,
    head_dim=128,
)
if pretrained:
    model = Qwen3ForCausalLM.from_pretrained("Qwen/Qwen3-Reranker-0.6B")
else:
    model = Qwen3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
