# labels: name::gemma_2_2b author::google task::Text_Generation license::gemma test_group::popular_on_huggingface size::large
"""gemma-2-2b: Gemma 2, 26 layers, local and global attention in turn.

Source: https://huggingface.co/google/gemma-2-2b
"""

import torch
from transformers import Gemma2Config, Gemma2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Gemma2Config(
    vocab_size=256000,
    hidden_size=2304,
    intermediate_size=9216,
    num_hidden_layers=26,
    num_attention_heads=8,
    num_key_value_heads=4,
    head_dim=256,
    max_position_embeddings=8192,
    sliding_window=4096,
    query_pre_attn_scalar=256,
)
if pretrained:
    model = Gemma2ForCausalLM.from_pretrained("google/gemma-2-2b")
else:
    model = Gemma2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
