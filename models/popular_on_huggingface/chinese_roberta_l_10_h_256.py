# labels: name::chinese_roberta_l_10_h_256 author::uer task::Fill_Mask license::unspecified test_group::popular_on_huggingface
"""chinese_roberta_L-10_H-256: one of UER's Chinese BERT miniatures, 10 layers of width 256.

Source: https://huggingface.co/uer/chinese_roberta_L-10_H-256
"""

import torch
from transformers import BertConfig, BertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=21128,
    hidden_size=256,
    num_hidden_layers=10,
    num_attention_heads=4,
    intermediate_size=1024,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForMaskedLM.from_pretrained("uer/chinese_roberta_L-10_H-256")
else:
    model = BertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
