# labels: name::distilbert_ner author::dslim task::Token_Classification license::apache-2.0 test_group::popular_on_huggingface
"""distilbert-NER: DistilBERT that names persons, places, organisations.

Source: https://huggingface.co/dslim/distilbert-NER
"""

import torch
from transformers import DistilBertConfig, DistilBertForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=28996,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
    num_labels=9,
)
if pretrained:
    model = DistilBertForTokenClassification.from_pretrained("dslim/distilbert-NER")
else:
    model = DistilBertForTokenClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
