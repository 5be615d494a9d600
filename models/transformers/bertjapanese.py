# labels: name::bertjapanese author::tohoku-nlp task::Fill_Mask license::cc-by-sa-4.0 test_group::transformers
"""BERT base, pretrained on Japanese Wikipedia.

Source: https://huggingface.co/tohoku-nlp/bert-base-japanese
"""

import torch
from transformers import BertConfig, BertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=32000,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
)
if pretrained:
    model = BertModel.from_pretrained("tohoku-nlp/bert-base-japanese")
else:
    model = BertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
