# labels: name::encodec_24khz author::facebook task::Audio_to_Audio license::mit test_group::transformers
"""EnCodec at 24 kHz: compresses sound into codes and back.

Source: https://huggingface.co/facebook/encodec_24khz
"""

import torch
from transformers import EncodecConfig, EncodecModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = EncodecConfig(
    hidden_size=128,
    sampling_rate=24000,
    upsampling_ratios=[8, 5, 4, 2],
    num_filters=32,
)
if pretrained:
    model = EncodecModel.from_pretrained("facebook/encodec_24khz")
else:
    model = EncodecModel(config)
model.eval()

input_values = torch.randn(batch_size, 1, max_audio_seq_length)

with torch.no_grad():
    model(input_values)
