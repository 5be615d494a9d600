# labels: name::rubert_tiny_toxicity author::cointegrated task::Text_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::5614
"""rubert-tiny-toxicity: a tiny Russian BERT that finds insults, threats and other toxicity.

Source: https://huggingface.co/cointegrated/rubert-tiny-toxicity
"""

import torch
from transformers import BertConfig, BertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=29564,
    hidden_size=312,
    num_hidden_layers=3,
    num_attention_heads=12,
    intermediate_size=600,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=5,
)
if pretrained:
    model = BertForSequenceClassification.from_pretrained("cointegrated/rubert-tiny-toxicity")
else:
    model = BertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
