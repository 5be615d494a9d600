# labels: name::bros_base author::jinho8345 task::Feature_Extraction license::apache-2.0 test_group::transformers
"""BROS base: a BERT that reads text and its boxes on a page.

Source: https://huggingface.co/jinho8345/bros-base-uncased
"""

import torch
from transformers import BrosConfig, BrosModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BrosConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    dim_bbox=8,
    bbox_scale=100.0,
)
if pretrained:
    model = BrosModel.from_pretrained("jinho8345/bros-base-uncased")
else:
    model = BrosModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
# A box a token: its four corners as fractions of the page.
bbox = torch.rand(batch_size, max_seq_length, config.dim_bbox)

with torch.no_grad():
    model(input_ids=input_ids, bbox=bbox, attention_mask=attention_mask)
