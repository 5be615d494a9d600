# labels: name::parakeet_ctc_1_1b author::nvidia task::Automatic_Speech_Recognition license::cc-by-4.0 test_group::transformers
"""Parakeet CTC 1.1B: a FastConformer of 42 layers.

Source: https://huggingface.co/nvidia/parakeet-ctc-1.1b
"""

import torch
from transformers import ParakeetCTCConfig, ParakeetEncoderConfig, ParakeetForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

encoder = ParakeetEncoderConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=42,
    num_attention_heads=8,
    hidden_act="silu",
    max_position_embeddings=5000,
    num_mel_bins=80,
)
config = ParakeetCTCConfig(
    encoder_config=encoder,
    vocab_size=1025,
)
if pretrained:
    model = ParakeetForCTC.from_pretrained("nvidia/parakeet-ctc-1.1b")
else:
    model = ParakeetForCTC(config)
model.eval()

# Ten seconds of speech: a log-mel spectrogram with a hundred frames a second.
input_features = torch.randn(batch_size, 1000, encoder.num_mel_bins)
attention_mask = torch.ones(batch_size, 1000, dtype=torch.bool)

with torch.no_grad():
    model(input_features=input_features, attention_mask=attention_mask)
