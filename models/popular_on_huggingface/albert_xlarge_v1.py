# labels: name::albert_xlarge_v1 author::albert task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface downloads_2023::322
"""albert-xlarge-v1: ALBERT xlarge, first version.

Source: https://huggingface.co/albert/albert-xlarge-v1
"""

import torch
from transformers import AlbertConfig, AlbertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = AlbertConfig(
    vocab_size=30000,
    embedding_size=128,
    hidden_size=2048,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=8192,
    hidden_act="gelu",
    max_position_embeddings=512,
)
if pretrained:
    model = AlbertForMaskedLM.from_pretrained("albert/albert-xlarge-v1")
else:
    model = AlbertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
