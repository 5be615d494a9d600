# labels: name::albert_base author::transformers task::Fill_Mask license::apache-2.0 test_group::benchmark
"""ALBERT base, version 2, random weights."""

import torch
from transformers import AlbertConfig, AlbertModel

torch.manual_seed(0)
config = AlbertConfig(
    hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072, embedding_size=128
)
model = AlbertModel(config).eval()
ids = torch.randint(0, 30000, (1, 128))

with torch.no_grad():
    model(input_ids=ids, attention_mask=torch.ones_like(ids))
