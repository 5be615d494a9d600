# labels: name::informer author::huggingface task::Time_Series_Forecasting license::apache-2.0 test_group::transformers
"""Informer that forecasts 24 months of one series, as for the tourism data set.

Source: https://huggingface.co/huggingface/informer-tourism-monthly
"""

import torch
from transformers import InformerConfig, InformerModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = InformerConfig(
    d_model=64,
    encoder_layers=4,
    decoder_layers=4,
    encoder_attention_heads=2,
    decoder_attention_heads=2,
    encoder_ffn_dim=32,
    decoder_ffn_dim=32,
    activation_function="gelu",
    prediction_length=24,
    context_length=48,
    num_time_features=2,
    lags_sequence=[1, 2, 3, 4, 5, 6, 7],
)
if pretrained:
    model = InformerModel.from_pretrained("huggingface/informer-tourism-monthly")
else:
    model = InformerModel(config)
model.eval()

past = config.context_length + max(config.lags_sequence)
past_values = torch.rand(batch_size, past)
past_time_features = torch.rand(batch_size, past, config.num_time_features)
past_observed_mask = torch.ones(batch_size, past)
future_values = torch.rand(batch_size, config.prediction_length)
future_time_features = torch.rand(batch_size, config.prediction_length, config.num_time_features)

with torch.no_grad():
    model(
        past_values=past_values,
        past_time_features=past_time_features,
        past_observed_mask=past_observed_mask,
        future_values=future_values,
        future_time_features=future_time_features,
        use_cache=False,
    )
