# labels: name::medasr author::google task::Automatic_Speech_Recognition license::other test_group::transformers
"""MedASR: a Conformer of 17 layers for medical dictation.

Source: https://huggingface.co/google/medasr
"""

import torch
from transformers import LasrCTCConfig, LasrEncoderConfig, LasrForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

encoder = LasrEncoderConfig(
    hidden_size=512,
    intermediate_size=2048,
    num_hidden_layers=17,
    num_attention_heads=8,
    hidden_act="silu",
    max_position_embeddings=10000,
    num_mel_bins=128,
    conv_kernel_size=32,
)
config = LasrCTCConfig(
    encoder_config=encoder,
    vocab_size=512,
)
if pretrained:
    model = LasrForCTC.from_pretrained("google/medasr")
else:
    model = LasrForCTC(config)
model.eval()

# Ten seconds of speech: a log-mel spectrogram with a hundred frames a second.
input_features = torch.randn(batch_size, 1000, encoder.num_mel_bins)
attention_mask = torch.ones(batch_size, 1000, dtype=torch.bool)

with torch.no_grad():
    model(input_features=input_features, attention_mask=attention_mask)
