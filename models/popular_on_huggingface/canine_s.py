# labels: name::canine_s author::google task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface downloads_2023::10734
"""canine-s: CANINE: reads characters, no vocabulary.

Source: https://huggingface.co/google/canine-s
"""

import torch
from transformers import CanineConfig, CanineModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CanineConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=16384,
    type_vocab_size=16,
    downsampling_rate=4,
    num_hash_functions=8,
    num_hash_buckets=16384,
)
if pretrained:
    model = CanineModel.from_pretrained("google/canine-s")
else:
    model = CanineModel(config)
model.eval()

input_ids = torch.randint(1, 60000, (batch_size, max_seq_length))  # code points
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
