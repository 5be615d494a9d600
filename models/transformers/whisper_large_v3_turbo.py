# labels: name::whisper_large_v3_turbo author::openai task::Automatic_Speech_Recognition license::mit test_group::transformers
"""Whisper large v3 turbo: a decoder of four layers behind the encoder of large v3.

Source: https://huggingface.co/openai/whisper-large-v3-turbo
"""

import torch
from transformers import WhisperConfig, WhisperForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = WhisperConfig(
    vocab_size=51866,
    d_model=1280,
    encoder_layers=32,
    decoder_layers=4,
    encoder_attention_heads=20,
    decoder_attention_heads=20,
    encoder_ffn_dim=5120,
    decoder_ffn_dim=5120,
    activation_function="gelu",
    tie_word_embeddings=True,
    num_mel_bins=128,
    decoder_start_token_id=50258,
)
if pretrained:
    model = WhisperForConditionalGeneration.from_pretrained("openai/whisper-large-v3-turbo")
else:
    model = WhisperForConditionalGeneration(config)
model.eval()

input_features = torch.randn(batch_size, config.num_mel_bins, 2 * config.max_source_positions)
decoder_input_ids = torch.full((batch_size, 1), config.decoder_start_token_id)

with torch.no_grad():
    model(input_features=input_features, decoder_input_ids=decoder_input_ids, use_cache=False)
