# labels: name::whisper_tiny author::transformers task::Automatic_Speech_Recognition license::apache-2.0 test_group::transformers
"""Whisper tiny: speech features in, the first token of a transcript out.

Source: https://huggingface.co/openai/whisper-tiny
"""

import torch
from transformers import WhisperConfig, WhisperForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = WhisperConfig(
    vocab_size=51865,
    num_mel_bins=80,
    d_model=384,
    encoder_layers=4,
    encoder_attention_heads=6,
    encoder_ffn_dim=1536,
    decoder_layers=4,
    decoder_attention_heads=6,
    decoder_ffn_dim=1536,
    max_source_positions=1500,
    max_target_positions=448,
    decoder_start_token_id=50258,
    pad_token_id=50257,
    bos_token_id=50257,
    eos_token_id=50257,
)
model = (
    WhisperForConditionalGeneration.from_pretrained("openai/whisper-tiny")
    if pretrained
    else WhisperForConditionalGeneration(config)
)
model.eval()

input_features = torch.randn(batch_size, config.num_mel_bins, 2 * config.max_source_positions)
decoder_input_ids = torch.full((batch_size, 1), config.decoder_start_token_id)

with torch.no_grad():
    model(input_features=input_features, decoder_input_ids=decoder_input_ids)
