# labels: name::whisper_base_en author::openai task::Automatic_Speech_Recognition license::apache-2.0 test_group::popular_on_huggingface
"""whisper-base.en: Whisper base for English only.

Source: https://huggingface.co/openai/whisper-base.en
"""

import torch
from transformers import WhisperConfig, WhisperForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = WhisperConfig(
    vocab_size=51864,
    num_mel_bins=80,
    d_model=512,
    encoder_layers=6,
    encoder_attention_heads=8,
    encoder_ffn_dim=2048,
    decoder_layers=6,
    decoder_attention_heads=8,
    decoder_ffn_dim=2048,
    max_source_positions=1500,
    max_target_positions=448,
)
if pretrained:
    model = WhisperForConditionalGeneration.from_pretrained("openai/whisper-base.en")
else:
    model = WhisperForConditionalGeneration(config)
model.eval()

input_features = torch.randn(batch_size, config.num_mel_bins, 2 * config.max_source_positions)
decoder_input_ids = torch.full((batch_size, 1), 50257)

with torch.no_grad():
    model(input_features=input_features, decoder_input_ids=decoder_input_ids)
