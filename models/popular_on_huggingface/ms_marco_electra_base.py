# labels: name::ms_marco_electra_base author::cross-encoder task::Text_Ranking license::apache-2.0 test_group::popular_on_huggingface
"""ms-marco-electra-base: ranks passages for a query with ELECTRA base.

Source: https://huggingface.co/cross-encoder/ms-marco-electra-base
"""

import torch
from transformers import ElectraConfig, ElectraForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=30522,
    embedding_size=768,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    num_labels=1,
)
if pretrained:
    model = ElectraForSequenceClassification.from_pretrained("cross-encoder/ms-marco-electra-base")
else:
    model = ElectraForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
