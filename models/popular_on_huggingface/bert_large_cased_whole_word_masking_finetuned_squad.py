# labels: name::bert_large_cased_whole_word_masking_finetuned_squad author::google-bert task::Question_Answering license::apache-2.0 test_group::popular_on_huggingface
"""bert-large-cased-whole-word-masking-finetuned-squad: BERT large with upper and lower case that answers questions.

Source: https://huggingface.co/google-bert/bert-large-cased-whole-word-masking-finetuned-squad
"""

import torch
from transformers import BertConfig, BertForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=28996,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForQuestionAnswering.from_pretrained("google-bert/bert-large-cased-whole-word-masking-finetuned-squad")
else:
    model = BertForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
