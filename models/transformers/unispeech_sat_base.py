# labels: name::unispeech_sat_base author::microsoft task::Automatic_Speech_Recognition license::other test_group::transformers
"""UniSpeech-SAT base, fine-tuned for speech recognition.

Source: https://huggingface.co/microsoft/unispeech-sat-base-100h-libri-ft
"""

import torch
from transformers import UniSpeechSatConfig, UniSpeechSatForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = UniSpeechSatConfig(
    vocab_size=32,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
)
if pretrained:
    model = UniSpeechSatForCTC.from_pretrained("microsoft/unispeech-sat-base-100h-libri-ft")
else:
    model = UniSpeechSatForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
