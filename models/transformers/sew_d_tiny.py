# labels: name::sew_d_tiny author::asapp task::Automatic_Speech_Recognition license::apache-2.0 test_group::transformers
"""SEW-D tiny: SEW with disentangled attention.

Source: https://huggingface.co/asapp/sew-d-tiny-100k-ft-ls100h
"""

import torch
from transformers import SEWDConfig, SEWDForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = SEWDConfig(
    vocab_size=32,
    hidden_size=384,
    intermediate_size=1536,
    num_hidden_layers=12,
    num_attention_heads=6,
    hidden_act="gelu_python",
    max_position_embeddings=512,
    squeeze_factor=2,
)
if pretrained:
    model = SEWDForCTC.from_pretrained("asapp/sew-d-tiny-100k-ft-ls100h")
else:
    model = SEWDForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
