# labels: name::univnet author::dg845 task::Text_to_Speech license::apache-2.0 test_group::transformers
"""UnivNet: a vocoder, from a mel spectrogram and noise to sound.

Source: https://huggingface.co/dg845/univnet-dev
"""

import torch
from transformers import UnivNetConfig, UnivNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = UnivNetConfig(
    model_in_channels=64,
    model_hidden_channels=32,
    num_mel_bins=100,
)
if pretrained:
    model = UnivNetModel.from_pretrained("dg845/univnet-dev")
else:
    model = UnivNetModel(config)
model.eval()

input_features = torch.randn(batch_size, 100, config.num_mel_bins)

with torch.no_grad():
    model(input_features=input_features)
