# labels: name::electra_base_discriminator author::google task::Token_Classification license::apache-2.0 test_group::popular_on_huggingface
"""ELECTRA base discriminator: tells which tokens were replaced.

Source: https://huggingface.co/google/electra-base-discriminator
"""

import torch
from transformers import ElectraConfig, ElectraForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=30522,
    embedding_size=768,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
)
model = (
    ElectraForPreTraining.from_pretrained("google/electra-base-discriminator")
    if pretrained
    else ElectraForPreTraining(config)
)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
