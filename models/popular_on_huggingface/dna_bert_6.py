# labels: name::dna_bert_6 author::zhihan1996 task::Fill_Mask license::unspecified test_group::popular_on_huggingface
"""DNA_bert_6: DNABERT: BERT base that reads DNA in words of 6 letters.

Source: https://huggingface.co/zhihan1996/DNA_bert_6
"""

import torch
from transformers import BertConfig, BertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=4101,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForMaskedLM.from_pretrained("zhihan1996/DNA_bert_6")
else:
    model = BertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
