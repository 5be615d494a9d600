# labels: name::patchtst_etth1 author::ibm task::Time_Series_Forecasting license::apache-2.0 test_group::transformers
"""PatchTST: forecasts 96 steps of seven series from 512.

Source: https://huggingface.co/namctin/patchtst_etth1_forecast
"""

import torch
from transformers import PatchTSTConfig, PatchTSTForPrediction

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = PatchTSTConfig(
    d_model=128,
    ffn_dim=512,
    num_hidden_layers=3,
    num_attention_heads=16,
    activation_function="gelu",
    num_input_channels=7,
    context_length=512,
    prediction_length=96,
    patch_length=12,
    patch_stride=12,
    share_embedding=True,
)
if pretrained:
    model = PatchTSTForPrediction.from_pretrained("namctin/patchtst_etth1_forecast")
else:
    model = PatchTSTForPrediction(config)
model.eval()

past_values = torch.randn(batch_size, config.context_length, config.num_input_channels)

with torch.no_grad():
    model(past_values=past_values)
