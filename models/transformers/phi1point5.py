# labels: name::phi1point5 author::microsoft task::Feature_Extraction license::mit test_group::transformers
"""Phi-1.5: phi-1's shape for prose, without its language-model head.

Source: https://huggingface.co/microsoft/phi-1_5
"""

import torch
from transformers import PhiConfig, PhiModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = PhiConfig(
    vocab_size=51200,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=24,
    num_attention_heads=32,
    hidden_act="gelu_new",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    partial_rotary_factor=0.5,
)
if pretrained:
    model = PhiModel.from_pretrained("microsoft/phi-1_5")
else:
    model = PhiModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
