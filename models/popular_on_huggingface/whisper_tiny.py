# labels: name::whisper_tiny author::openai task::Automatic_Speech_Recognition license::apache-2.0 test_group::popular_on_huggingface
"""whisper-tiny: Whisper tiny: half a minute of speech in, the first token of a transcript out.

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
)
if pretrained:
    model = WhisperForConditionalGeneration.from_pretrained("openai/whisper-tiny")
else:
    model = WhisperForConditionalGeneration(config)
model.eval()

input_features = torch.randn(batch_size, config.num_mel_bins, 2 * config.max_source_positions)
decoder_input_ids = torch.full((batch_size, 1), 50258)

with torch.no_grad():
    model(input_features=input_features, decoder_input_ids=decoder_input_ids)
