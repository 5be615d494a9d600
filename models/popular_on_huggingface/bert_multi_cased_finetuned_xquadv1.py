# labels: name::bert_multi_cased_finetuned_xquadv1 author::mrm8488 task::Question_Answering license::unspecified test_group::popular_on_huggingface downloads_2023::930
"""bert-multi-cased-finetuned-xquadv1: multilingual BERT that answers questions in eleven languages.

Source: https://huggingface.co/mrm8488/bert-multi-cased-finetuned-xquadv1
"""

import torch
from transformers import BertConfig, BertForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=119547,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForQuestionAnswering.from_pretrained("mrm8488/bert-multi-cased-finetuned-xquadv1")
else:
    model = BertForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
