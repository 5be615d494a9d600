# labels: name::legal_bert_small_uncased author::nlpaueb task::Fill_Mask license::cc-by-sa-4.0 test_group::popular_on_huggingface
"""legal-bert-small-uncased: Legal-BERT, a third of the size of BERT base.

Source: https://huggingface.co/nlpaueb/legal-bert-small-uncased
"""

import torch
from transformers import BertConfig, BertForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=512,
    num_hidden_layers=6,
    num_attention_heads=8,
    intermediate_size=2048,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForPreTraining.from_pretrained("nlpaueb/legal-bert-small-uncased")
else:
    model = BertForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
