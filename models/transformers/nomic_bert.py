# labels: name::nomic_bert author::nomic task::Feature_Extraction license::apache-2.0 test_group::transformers
"""Nomic embed text 1.5: a BERT with rotary positions for embeddings.

Source: https://huggingface.co/nomic-ai/nomic-embed-text-v1.5
"""

import torch
from transformers import NomicBertConfig, NomicBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = NomicBertConfig(
    vocab_size=30528,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="silu",
    max_position_embeddings=2048,
    type_vocab_size=2,
)
if pretrained:
    model = NomicBertModel.from_pretrained("nomic-ai/nomic-embed-text-v1.5")
else:
    model = NomicBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
