# labels: name::wavlm_large author::microsoft task::Feature_Extraction license::unspecified test_group::popular_on_huggingface
"""wavlm-large: WavLM large, 24 layers.

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
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    do_stable_layer_norm=True,
    feat_extract_norm="layer",
    conv_bias=False,
)
if pretrained:
    model = WavLMModel.from_pretrained("microsoft/wavlm-large")
else:
    model = WavLMModel(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
