# labels: name::timesfm_2_0_500m author::google task::Time_Series_Forecasting license::apache-2.0 test_group::transformers
"""TimesFM 2.0 500M: a decoder of 50 layers over patches of 32 steps.

Source: https://huggingface.co/google/timesfm-2.0-500m-pytorch
"""

import torch
from transformers import TimesFmConfig, TimesFmModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = TimesFmConfig(
    hidden_size=1280,
    intermediate_size=1280,
    num_hidden_layers=50,
    num_attention_heads=16,
    head_dim=80,
    patch_length=32,
    context_length=2048,
    horizon_length=128,
)
if pretrained:
    model = TimesFmModel.from_pretrained("google/timesfm-2.0-500m-pytorch")
else:
    model = TimesFmModel(config)
model.eval()

past_values = torch.randn(batch_size, config.context_length)
past_values_padding = torch.zeros(batch_size, config.context_length, dtype=torch.int64)
freq = torch.zeros(batch_size, 1, dtype=torch.int64)

with torch.no_grad():
    model(past_values=past_values, past_values_padding=past_values_padding, freq=freq)
