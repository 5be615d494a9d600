# labels: name::wavlm_large author::microsoft task::Audio_Feature_Extraction license::other test_group::transformers
"""WavLM large, without a head.

Source: https://huggingface.co/microsoft/wavlm-large
"""

import torch
from transformers import WavLMConfig, WavLMModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = WavLMConfig(
    vocab_size=32,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    feat_extract_norm="layer",
    do_stable_layer_norm=True,
)
if pretrained:
    model = WavLMModel.from_pretrained("microsoft/wavlm-large")
else:
    model = WavLMModel(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
