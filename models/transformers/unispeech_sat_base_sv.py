# labels: name::unispeech_sat_base_sv author::microsoft task::Speaker_Verification license::other test_group::transformers
"""UniSpeech-SAT base plus: tells speakers apart.

Source: https://huggingface.co/microsoft/unispeech-sat-base-plus-sv
"""

import torch
from transformers import UniSpeechSatConfig, UniSpeechSatForXVector

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
    use_weighted_layer_sum=True,
    xvector_output_dim=512,
)
if pretrained:
    model = UniSpeechSatForXVector.from_pretrained("microsoft/unispeech-sat-base-plus-sv")
else:
    model = UniSpeechSatForXVector(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
