# labels: name::bert_mini_finetuned_squadv2 author::mrm8488 task::Question_Answering license::unspecified test_group::popular_on_huggingface
"""bert-mini-finetuned-squadv2: BERT mini that answers questions about a text.

Source: https://huggingface.co/mrm8488/bert-mini-finetuned-squadv2
"""

import torch
from transformers import BertConfig, BertForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=256,
    num_hidden_layers=4,
    num_attention_heads=4,
    intermediate_size=1024,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForQuestionAnswering.from_pretrained("mrm8488/bert-mini-finetuned-squadv2")
else:
    model = BertForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
