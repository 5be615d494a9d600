# labels: name::dac_16khz author::descript task::Audio_to_Audio license::mit test_group::transformers
"""Descript audio codec at 16 kHz: compresses sound into codes and back.

Source: https://huggingface.co/descript/dac_16khz
"""

import torch
from transformers import DacConfig, DacModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = DacConfig(
    encoder_hidden_size=64,
    decoder_hidden_size=1536,
    n_codebooks=12,
    downsampling_ratios=[2, 4, 5, 8],
    sampling_rate=16000,
)
if pretrained:
    model = DacModel.from_pretrained("descript/dac_16khz")
else:
    model = DacModel(config)
model.eval()

input_values = torch.randn(batch_size, 1, max_audio_seq_length)

with torch.no_grad():
    model(input_values)
