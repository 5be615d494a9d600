# labels: name::ast_finetuned_speech_commands_v2 author::mit task::Audio_Classification license::bsd-3-clause test_group::popular_on_huggingface
"""ast-finetuned-speech-commands-v2: AST: a ViT on spectrograms, 35 commands.

Source: https://huggingface.co/MIT/ast-finetuned-speech-commands-v2
"""

import torch
from transformers import ASTConfig, ASTForAudioClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ASTConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    patch_size=16,
    frequency_stride=10,
    time_stride=10,
    max_length=128,
    num_mel_bins=128,
    num_labels=35,
)
if pretrained:
    model = ASTForAudioClassification.from_pretrained("MIT/ast-finetuned-speech-commands-v2")
else:
    model = ASTForAudioClassification(config)
model.eval()

input_values = torch.randn(batch_size, config.max_length, config.num_mel_bins)

with torch.no_grad():
    model(input_values=input_values)
