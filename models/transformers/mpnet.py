# labels: name::mpnet author::microsoft task::Fill_Mask license::mit test_group::transformers
"""MPNet base: an encoder of 12 layers.

Source: https://huggingface.co/microsoft/mpnet-base
"""

import torch
from transformers import MPNetConfig, MPNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MPNetConfig(
    vocab_size=30527,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    tie_word_embeddings=True,
)
if pretrained:
    model = MPNetModel.from_pretrained("microsoft/mpnet-base")
else:
    model = MPNetModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
