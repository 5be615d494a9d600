# labels: name::distilbert_base_german_cased_toxic_comments author::ml6team task::Text_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::861
"""distilbert-base-german-cased-toxic-comments: a German DistilBERT that finds toxic comments.

Source: https://huggingface.co/ml6team/distilbert-base-german-cased-toxic-comments
"""

import torch
from transformers import DistilBertConfig, DistilBertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=31102,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
    num_labels=2,
)
if pretrained:
    model = DistilBertForSequenceClassification.from_pretrained("ml6team/distilbert-base-german-cased-toxic-comments")
else:
    model = DistilBertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
