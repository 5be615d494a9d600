# labels: name::erlangshen_roberta_110m_nli author::idea-ccnl task::Text_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::890
"""Erlangshen-Roberta-110M-NLI: a Chinese BERT that tells whether one sentence follows from another.

Source: https://huggingface.co/IDEA-CCNL/Erlangshen-Roberta-110M-NLI
"""

import torch
from transformers import BertConfig, BertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=21128,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=3,
)
if pretrained:
    model = BertForSequenceClassification.from_pretrained("IDEA-CCNL/Erlangshen-Roberta-110M-NLI")
else:
    model = BertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
