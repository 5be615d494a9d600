# labels: name::bert_base author::transformers task::Fill_Mask license::apache-2.0 test_group::benchmark
"""BERT base, random weights."""

import torch
from transformers import BertConfig, BertModel

torch.manual_seed(0)
model = BertModel(BertConfig()).eval()
ids = torch.randint(0, 30522, (1, 128))

with torch.no_grad():
    model(input_ids=ids, attention_mask=torch.ones_like(ids))
