# labels: name::covid_twitter_bert_v2 author::digitalepidemiologylab task::Fill_Mask license::mit test_group::popular_on_huggingface downloads_2023::8270
"""covid-twitter-bert-v2: BERT large trained on tweets about COVID-19, with both of its pretraining heads.

Source: https://huggingface.co/digitalepidemiologylab/covid-twitter-bert-v2
"""

import torch
from transformers import BertConfig, BertForPreTraining

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
)
if pretrained:
    model = BertForPreTraining.from_pretrained("digitalepidemiologylab/covid-twitter-bert-v2")
else:
    model = BertForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
