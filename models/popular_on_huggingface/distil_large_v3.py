# labels: name::distil_large_v3 author::distil-whisper task::Automatic_Speech_Recognition license::mit test_group::popular_on_huggingface
"""distil-large-v3: Whisper large with a decoder of 2 layers.

Source: https://huggingface.co/distil-whisper/distil-large-v3
"""

import torch
from transformers import WhisperConfig, WhisperForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = WhisperConfig(
    vocab_size=51866,
    num_mel_bins=128,
    d_model=1280,
    encoder_layers=32,
    encoder_attention_heads=20,
    encoder_ffn_dim=5120,
    decoder_layers=2,
    decoder_attention_heads=20,
    decoder_ffn_dim=5120,
    max_source_positions=1500,
    max_target_positions=448,
)
if pretrained:
    model = WhisperForConditionalGeneration.from_pretrained("distil-whisper/distil-large-v3")
else:
    model = WhisperForConditionalGeneration(config)
model.eval()

input_features = torch.randn(batch_size, config.num_mel_bins, 2 * config.max_source_positions)
decoder_input_ids = torch.full((batch_size, 1), 50258)

with torch.no_grad():
    model(input_features=input_features, decoder_input_ids=decoder_input_ids)
