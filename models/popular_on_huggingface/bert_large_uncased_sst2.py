# labels: name::bert_large_uncased_sst2 author::assemblyai task::Text_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::820
"""bert-large-uncased-sst2: BERT large that tells good from bad reviews.

Source: https://huggingface.co/assemblyai/bert-large-uncased-sst2
"""

import torch
from transformers import BertConfig, BertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=2,
)
if pretrained:
    model = BertForSequenceClassification.from_pretrained("assemblyai/bert-large-uncased-sst2")
else:
    model = BertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
