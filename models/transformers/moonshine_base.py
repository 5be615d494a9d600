# labels: name::moonshine_base author::usefulsensors task::Automatic_Speech_Recognition license::mit test_group::transformers
"""Moonshine base: raw audio in, a transcript out.

Source: https://huggingface.co/UsefulSensors/moonshine-base
"""

import torch
from transformers import MoonshineConfig, MoonshineForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length, max_seq_length = parse(
    ["pretrained", "batch_size", "max_audio_seq_length", "max_seq_length"]
)

config = MoonshineConfig(
    vocab_size=32768,
    hidden_size=416,
    intermediate_size=1664,
    max_position_embeddings=512,
    tie_word_embeddings=True,
    encoder_num_hidden_layers=8,
    decoder_num_hidden_layers=8,
    encoder_num_attention_heads=8,
    decoder_num_attention_heads=8,
)
if pretrained:
    model = MoonshineForConditionalGeneration.from_pretrained("UsefulSensors/moonshine-base")
else:
    model = MoonshineForConditionalGeneration(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)
decoder_input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(input_values=input_values, decoder_input_ids=decoder_input_ids, use_cache=False)
