# labels: name::gte_multilingual_base author::alibaba task::Feature_Extraction license::apache-2.0 test_group::transformers
"""GTE multilingual base: an encoder of 12 layers for embeddings.

Source: https://huggingface.co/alibaba-nlp-community/gte-multilingual-base
"""

import torch
from transformers import GteConfig, GteModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GteConfig(
    vocab_size=250048,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=8192,
    type_vocab_size=1,
    tie_word_embeddings=True,
)
if pretrained:
    model = GteModel.from_pretrained("alibaba-nlp-community/gte-multilingual-base")
else:
    model = GteModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
