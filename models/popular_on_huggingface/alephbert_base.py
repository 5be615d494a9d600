# labels: name::alephbert_base author::onlplab task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""alephbert-base: AlephBERT: BERT base for Hebrew.

Source: https://huggingface.co/onlplab/alephbert-base
"""

import torch
from transformers import BertConfig, BertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=52000,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=1,
    hidden_act="gelu",
)
if pretrained:
    model = BertForMaskedLM.from_pretrained("onlplab/alephbert-base")
else:
    model = BertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
