# labels: name::mpnet_base author::microsoft task::Fill_Mask license::unspecified test_group::popular_on_huggingface
"""mpnet-base: MPNet base: masked and permuted language modelling at once.

Source: https://huggingface.co/microsoft/mpnet-base
"""

import torch
from transformers import MPNetConfig, MPNetForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MPNetConfig(
    vocab_size=30527,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    relative_attention_num_buckets=32,
    layer_norm_eps=1e-05,
)
if pretrained:
    model = MPNetForMaskedLM.from_pretrained("microsoft/mpnet-base")
else:
    model = MPNetForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
