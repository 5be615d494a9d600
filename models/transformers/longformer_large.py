# labels: name::longformer_large author::allenai task::Fill_Mask license::apache-2.0 test_group::transformers
"""Longformer large: attention in windows of 512 tokens.

Source: https://huggingface.co/allenai/longformer-large-4096
"""

import torch
from transformers import LongformerConfig, LongformerModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LongformerConfig(
    vocab_size=50265,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=4098,
    type_vocab_size=1,
    tie_word_embeddings=True,
    attention_window=[
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
    ],
)
if pretrained:
    model = LongformerModel.from_pretrained("allenai/longformer-large-4096")
else:
    model = LongformerModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
