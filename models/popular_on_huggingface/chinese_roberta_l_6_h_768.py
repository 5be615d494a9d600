# labels: name::chinese_roberta_l_6_h_768 author::uer task::Fill_Mask license::unspecified test_group::popular_on_huggingface downloads_2023::214
"""chinese_roberta_L-6_H-768: one of UER's Chinese BERT miniatures, 6 layers of width 768.

Source: https://huggingface.co/uer/chinese_roberta_L-6_H-768
"""

import torch
from transformers import BertConfig, BertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=21128,
    hidden_size=768,
    num_hidden_layers=6,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForMaskedLM.from_pretrained("uer/chinese_roberta_L-6_H-768")
else:
    model = BertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
