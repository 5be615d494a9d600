# labels: name::bertjapanese_large author::tohoku-nlp task::Fill_Mask license::cc-by-sa-4.0 test_group::transformers
"""BERT large, pretrained on Japanese Wikipedia.

Source: https://huggingface.co/tohoku-nlp/bert-large-japanese
"""

import torch
from transformers import BertConfig, BertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=32768,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
)
if pretrained:
    model = BertModel.from_pretrained("tohoku-nlp/bert-large-japanese")
else:
    model = BertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
