# labels: name::debertav3_large author::microsoft task::Fill_Mask license::mit test_group::transformers
"""DeBERTa v3 large: 24 layers of disentangled attention.

Source: https://huggingface.co/microsoft/deberta-v3-large
"""

import torch
from transformers import DebertaV2Config, DebertaV2Model

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DebertaV2Config(
    vocab_size=128100,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=0,
    tie_word_embeddings=True,
    relative_attention=True,
    max_relative_positions=-1,
    position_biased_input=False,
    pos_att_type=["p2c", "c2p"],
    position_buckets=256,
    norm_rel_ebd="layer_norm",
    share_att_key=True,
)
if pretrained:
    model = DebertaV2Model.from_pretrained("microsoft/deberta-v3-large")
else:
    model = DebertaV2Model(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
