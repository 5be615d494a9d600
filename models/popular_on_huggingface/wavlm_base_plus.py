# labels: name::wavlm_base_plus author::microsoft task::Feature_Extraction license::unspecified test_group::popular_on_huggingface
"""wavlm-base-plus: WavLM base plus: gated relative positions.

Source: https://huggingface.co/microsoft/wavlm-base-plus
"""

import torch
from transformers import WavLMConfig, WavLMModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = WavLMConfig(
    vocab_size=32,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
)
if pretrained:
    model = WavLMModel.from_pretrained("microsoft/wavlm-base-plus")
else:
    model = WavLMModel(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
