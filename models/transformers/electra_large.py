# labels: name::electra_large author::google task::Feature_Extraction license::apache-2.0 test_group::transformers
"""ELECTRA large: the discriminator, an encoder of 24 layers.

Source: https://huggingface.co/google/electra-large-discriminator
"""

import torch
from transformers import ElectraConfig, ElectraModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=30522,
    embedding_size=1024,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
)
if pretrained:
    model = ElectraModel.from_pretrained("google/electra-large-discriminator")
else:
    model = ElectraModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
