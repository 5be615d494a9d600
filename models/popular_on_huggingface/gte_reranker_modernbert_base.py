# labels: name::gte_reranker_modernbert_base author::alibaba-nlp task::Text_Ranking license::apache-2.0 test_group::popular_on_huggingface
"""gte-reranker-modernbert-base: ModernBERT that ranks passages for a query.

Source: https://huggingface.co/Alibaba-NLP/gte-reranker-modernbert-base
"""

import torch
from transformers import ModernBertConfig, ModernBertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ModernBertConfig(
    vocab_size=50368,
    hidden_size=768,
    intermediate_size=1152,
    num_hidden_layers=22,
    num_attention_heads=12,
    max_position_embeddings=8192,
    local_attention=128,
    num_labels=1,
    classifier_pooling="mean",
)
if pretrained:
    model = ModernBertForSequenceClassification.from_pretrained("Alibaba-NLP/gte-reranker-modernbert-base")
else:
    model = ModernBertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
