# labels: name::distilbert_base_indonesian author::cahya task::Fill_Mask license::mit test_group::popular_on_huggingface downloads_2023::353
"""distilbert-base-indonesian: DistilBERT for Indonesian.

Source: https://huggingface.co/cahya/distilbert-base-indonesian
"""

import torch
from transformers import DistilBertConfig, DistilBertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=32000,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
)
if pretrained:
    model = DistilBertForMaskedLM.from_pretrained("cahya/distilbert-base-indonesian")
else:
    model = DistilBertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
