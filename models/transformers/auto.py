# labels: name::auto author::google task::Text_Classification license::apache-2.0 test_group::transformers
"""BERT base as a classifier, through the library's Auto classes, which find the model by its type.

Source: https://huggingface.co/docs/transformers/model_doc/auto
"""

import torch
from transformers import AutoConfig, AutoModelForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = AutoConfig.for_model(
    "bert",
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    num_labels=2,
)
if pretrained:
    model = AutoModelForSequenceClassification.from_pretrained("google-bert/bert-base-uncased")
else:
    model = AutoModelForSequenceClassification.from_config(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
