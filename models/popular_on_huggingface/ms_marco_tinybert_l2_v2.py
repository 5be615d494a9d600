# labels: name::ms_marco_tinybert_l2_v2 author::cross-encoder task::Text_Ranking license::apache-2.0 test_group::popular_on_huggingface
"""ms-marco-TinyBERT-L2-v2: ranks passages for a query with a BERT of two small layers.

Source: https://huggingface.co/cross-encoder/ms-marco-TinyBERT-L2-v2
"""

import torch
from transformers import BertConfig, BertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=128,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=512,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=1,
)
if pretrained:
    model = BertForSequenceClassification.from_pretrained("cross-encoder/ms-marco-TinyBERT-L2-v2")
else:
    model = BertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
