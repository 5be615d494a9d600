# labels: name::unispeech_large author::microsoft task::Automatic_Speech_Recognition license::other test_group::transformers
"""UniSpeech large, fine-tuned for speech recognition.

Source: https://huggingface.co/microsoft/unispeech-1350-en-353-fr-ft-1h
"""

import torch
from transformers import UniSpeechConfig, UniSpeechForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = UniSpeechConfig(
    vocab_size=32,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    feat_extract_norm="layer",
    do_stable_layer_norm=True,
    conv_bias=True,
)
if pretrained:
    model = UniSpeechForCTC.from_pretrained("microsoft/unispeech-1350-en-353-fr-ft-1h")
else:
    model = UniSpeechForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
