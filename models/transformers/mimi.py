# labels: name::mimi author::kyutai task::Audio_to_Audio license::cc-by-4.0 test_group::transformers
"""Mimi at 24 kHz: compresses speech into 12.5 frames of codes a second, and back.

Source: https://huggingface.co/kyutai/mimi
"""

import torch
from transformers import MimiConfig, MimiModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = MimiConfig(
    hidden_size=512,
    intermediate_size=2048,
    num_hidden_layers=8,
    num_attention_heads=8,
    num_key_value_heads=8,
    hidden_act="gelu",
    max_position_embeddings=8000,
    tie_word_embeddings=True,
    num_quantizers=32,
    codebook_size=2048,
)
if pretrained:
    model = MimiModel.from_pretrained("kyutai/mimi")
else:
    model = MimiModel(config)
model.eval()

input_values = torch.randn(batch_size, 1, max_audio_seq_length)

with torch.no_grad():
    model(input_values)
