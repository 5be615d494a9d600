# labels: name::wavlm_base_plus_sv author::microsoft task::Speaker_Verification license::other test_group::transformers
"""WavLM base plus: tells speakers apart.

Source: https://huggingface.co/microsoft/wavlm-base-plus-sv
"""

import torch
from transformers import WavLMConfig, WavLMForXVector

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
    use_weighted_layer_sum=True,
    tdnn_dim=[512, 512, 512, 512, 1500],
    xvector_output_dim=512,
)
if pretrained:
    model = WavLMForXVector.from_pretrained("microsoft/wavlm-base-plus-sv")
else:
    model = WavLMForXVector(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
