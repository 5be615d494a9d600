# labels: name::minilm_l12_h384_uncased author::microsoft task::Feature_Extraction license::mit test_group::popular_on_huggingface
"""MiniLM-L12-H384-uncased: MiniLM: 12 narrow layers distilled from BERT base.

Source: https://huggingface.co/microsoft/MiniLM-L12-H384-uncased
"""

import torch
from transformers import BertConfig, BertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=1536,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertModel.from_pretrained("microsoft/MiniLM-L12-H384-uncased")
else:
    model = BertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
