# labels: name::rubert_tiny2 author::cointegrated task::Feature_Extraction license::mit test_group::popular_on_huggingface downloads_2023::8646
"""rubert-tiny2: a tiny BERT for Russian with 2,048 positions.

Source: https://huggingface.co/cointegrated/rubert-tiny2
"""

import torch
from transformers import BertConfig, BertForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=83828,
    hidden_size=312,
    num_hidden_layers=3,
    num_attention_heads=12,
    intermediate_size=600,
    max_position_embeddings=2048,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForPreTraining.from_pretrained("cointegrated/rubert-tiny2")
else:
    model = BertForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
