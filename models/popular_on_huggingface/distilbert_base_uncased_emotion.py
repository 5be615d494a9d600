# labels: name::distilbert_base_uncased_emotion author::bhadresh-savani task::Text_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::104063
"""distilbert-base-uncased-emotion: DistilBERT that tells six emotions apart.

Source: https://huggingface.co/bhadresh-savani/distilbert-base-uncased-emotion
"""

import torch
from transformers import DistilBertConfig, DistilBertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=30522,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
    num_labels=6,
)
if pretrained:
    model = DistilBertForSequenceClassification.from_pretrained("bhadresh-savani/distilbert-base-uncased-emotion")
else:
    model = DistilBertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
