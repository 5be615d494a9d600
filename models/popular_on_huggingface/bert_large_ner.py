# labels: name::bert_large_ner author::dslim task::Token_Classification license::mit test_group::popular_on_huggingface downloads_2023::950542
"""bert-large-NER: BERT large that names persons, places, organisations.

Source: https://huggingface.co/dslim/bert-large-NER
"""

import torch
from transformers import BertConfig, BertForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=28996,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=9,
)
if pretrained:
    model = BertForTokenClassification.from_pretrained("dslim/bert-large-NER")
else:
    model = BertForTokenClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
