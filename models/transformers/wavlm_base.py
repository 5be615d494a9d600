# labels: name::wavlm_base author::microsoft task::Audio_Feature_Extraction license::other test_group::transformers
"""WavLM base, without a head.

Source: https://huggingface.co/microsoft/wavlm-base
"""

import torch
from transformers import WavLMConfig, WavLMModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = WavLMConfig(
    vocab_size=32,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
)
if pretrained:
    model = WavLMModel.from_pretrained("microsoft/wavlm-base")
else:
    model = WavLMModel(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
