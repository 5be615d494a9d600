# labels: name::bertlmhead author::google task::Text_Generation license::apache-2.0 test_group::transformers
"""BERT base as a decoder: a causal mask and a language-model head.

Source: https://huggingface.co/google-bert/bert-base-uncased
"""

import torch
from transformers import BertConfig, BertLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    is_decoder=True,
)
if pretrained:
    model = BertLMHeadModel.from_pretrained("google-bert/bert-base-uncased")
else:
    model = BertLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
