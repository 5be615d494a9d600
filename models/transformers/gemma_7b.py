# labels: name::gemma_7b author::google task::Text_Generation license::gemma test_group::transformers size::large
"""Gemma 7B: a decoder of 28 layers. It runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/google/gemma-7b
"""

import torch
from transformers import GemmaConfig, GemmaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GemmaConfig(
    vocab_size=256000,
    hidden_size=3072,
    intermediate_size=24576,
    num_attention_heads=16,
    num_key_value_heads=16,
    head_dim=256,
    hidden_act="gelu_pytorch_tanh",
    max_position_embeddings=8192,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GemmaForCausalLM.from_pretrained("google/gemma-7b")
else:
    model = GemmaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
