# labels: name::deberta_xlarge author::microsoft task::Fill_Mask license::mit test_group::transformers
"""DeBERTa xlarge: 48 layers of disentangled attention.

Source: https://huggingface.co/microsoft/deberta-xlarge
"""

import torch
from transformers import DebertaConfig, DebertaModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DebertaConfig(
    vocab_size=50265,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=48,
    num_attention_heads=16,
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
    model = DebertaModel.from_pretrained("microsoft/deberta-xlarge")
else:
    model = DebertaModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
