# labels: name::bert_uncased_l_8_h_512_a_8 author::google task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""bert_uncased_L-8_H-512_A-8: one of Google's BERT miniatures, 8 layers of width 512.

Source: https://huggingface.co/google/bert_uncased_L-8_H-512_A-8
"""

import torch
from transformers import BertConfig, BertForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=512,
    num_hidden_layers=8,
    num_attention_heads=8,
    intermediate_size=2048,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForPreTraining.from_pretrained("google/bert_uncased_L-8_H-512_A-8")
else:
    model = BertForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
