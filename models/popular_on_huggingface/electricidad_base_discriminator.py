# labels: name::electricidad_base_discriminator author::mrm8488 task::Pretraining license::unspecified test_group::popular_on_huggingface downloads_2023::656
"""electricidad-base-discriminator: ELECTRA base for Spanish.

Source: https://huggingface.co/mrm8488/electricidad-base-discriminator
"""

import torch
from transformers import ElectraConfig, ElectraForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=31002,
    embedding_size=768,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
)
if pretrained:
    model = ElectraForPreTraining.from_pretrained("mrm8488/electricidad-base-discriminator")
else:
    model = ElectraForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
