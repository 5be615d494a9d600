# labels: name::electra_large_discriminator author::google task::Pretraining license::apache-2.0 test_group::popular_on_huggingface downloads_2023::46237
"""electra-large-discriminator: ELECTRA large: tells which tokens were replaced.

Source: https://huggingface.co/google/electra-large-discriminator
"""

import torch
from transformers import ElectraConfig, ElectraForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=30522,
    embedding_size=1024,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
)
if pretrained:
    model = ElectraForPreTraining.from_pretrained("google/electra-large-discriminator")
else:
    model = ElectraForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
