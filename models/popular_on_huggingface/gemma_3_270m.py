# labels: name::gemma_3_270m author::google task::Text_Generation license::gemma test_group::popular_on_huggingface
"""gemma-3-270m: Gemma 3, 18 narrow layers.

Source: https://huggingface.co/google/gemma-3-270m
"""

import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Gemma3TextConfig(
    vocab_size=262144,
    hidden_size=640,
    intermediate_size=2048,
    num_hidden_layers=18,
    num_attention_heads=4,
    num_key_value_heads=1,
    head_dim=256,
    max_position_embeddings=32768,
    sliding_window=512,
    query_pre_attn_scalar=256,
)
if pretrained:
    model = Gemma3ForCausalLM.from_pretrained("google/gemma-3-270m")
else:
    model = Gemma3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
