# labels: name::patchtsmixer_etth1 author::ibm task::Time_Series_Forecasting license::apache-2.0 test_group::transformers
"""PatchTSMixer: forecasts 96 steps of seven series from 512.

Source: https://huggingface.co/ibm-granite/granite-timeseries-patchtsmixer
"""

import torch
from transformers import PatchTSMixerConfig, PatchTSMixerForPrediction

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = PatchTSMixerConfig(
    d_model=16,
    num_layers=8,
    num_input_channels=7,
    context_length=512,
    prediction_length=96,
    patch_length=8,
    patch_stride=8,
)
if pretrained:
    model = PatchTSMixerForPrediction.from_pretrained("ibm-granite/granite-timeseries-patchtsmixer")
else:
    model = PatchTSMixerForPrediction(config)
model.eval()

past_values = torch.randn(batch_size, config.context_length, config.num_input_channels)

with torch.no_grad():
    model(past_values=past_values)
