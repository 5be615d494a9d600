# labels: name::distilbert_base_uncased_finetuned_sst_2_english author::distilbert task::Text_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::2161565
"""distilbert-base-uncased-finetuned-sst-2-english: DistilBERT that tells good from bad reviews.

Source: https://huggingface.co/distilbert/distilbert-base-uncased-finetuned-sst-2-english
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
    num_labels=2,
)
if pretrained:
    model = DistilBertForSequenceClassification.from_pretrained(
        "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
    )
else:
    model = DistilBertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
