# labels: name::deberta author::microsoft task::Fill_Mask license::mit test_group::transformers
"""DeBERTa base: 12 layers of disentangled attention.

Source: https://huggingface.co/microsoft/deberta-base
"""

import torch
from transformers import DebertaConfig, DebertaModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DebertaConfig(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=0,
    tie_word_embeddings=True,
    relative_attention=True,
    max_relative_positions=-1,
    position_biased_input=False,
    pos_att_type=["c2p", "p2c"],
)
if pretrained:
    model = DebertaModel.from_pretrained("microsoft/deberta-base")
else:
    model = DebertaModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
