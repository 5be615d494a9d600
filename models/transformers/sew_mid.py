# labels: name::sew_mid author::asapp task::Automatic_Speech_Recognition license::apache-2.0 test_group::transformers
"""SEW mid: speech recognition on a squeezed sequence.

Source: https://huggingface.co/asapp/sew-mid-100k-ft-ls100h
"""

import torch
from transformers import SEWConfig, SEWForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = SEWConfig(
    vocab_size=32,
    hidden_size=512,
    intermediate_size=2048,
    num_hidden_layers=24,
    num_attention_heads=8,
    hidden_act="gelu",
    squeeze_factor=2,
)
if pretrained:
    model = SEWForCTC.from_pretrained("asapp/sew-mid-100k-ft-ls100h")
else:
    model = SEWForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
