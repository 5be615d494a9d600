# labels: name::gemma_2_9b author::google task::Text_Generation license::gemma test_group::popular_on_huggingface size::large
"""gemma-2-9b: Gemma 2, 42 layers; it runs 8 layers of its 42 unless --num_layers says otherwise.

Source: https://huggingface.co/google/gemma-2-9b
"""

import torch
from transformers import Gemma2Config, Gemma2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Gemma2Config(
    vocab_size=256000,
    hidden_size=3584,
    intermediate_size=14336,
    num_attention_heads=16,
    num_key_value_heads=8,
    head_dim=256,
    max_position_embeddings=8192,
    sliding_window=4096,
    query_pre_attn_scalar=256,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Gemma2ForCausalLM.from_pretrained("google/gemma-2-9b")
else:
    model = Gemma2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
