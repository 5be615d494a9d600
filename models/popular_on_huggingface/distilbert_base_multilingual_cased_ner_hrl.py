# labels: name::distilbert_base_multilingual_cased_ner_hrl author::davlan task::Token_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::1544
"""distilbert-base-multilingual-cased-ner-hrl: a multilingual DistilBERT that finds named entities in ten languages.

Source: https://huggingface.co/Davlan/distilbert-base-multilingual-cased-ner-hrl
"""

import torch
from transformers import DistilBertConfig, DistilBertForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=119547,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
    num_labels=9,
)
if pretrained:
    model = DistilBertForTokenClassification.from_pretrained("Davlan/distilbert-base-multilingual-cased-ner-hrl")
else:
    model = DistilBertForTokenClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
