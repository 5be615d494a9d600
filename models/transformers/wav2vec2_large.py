# labels: name::wav2vec2_large author::facebook task::Automatic_Speech_Recognition license::apache-2.0 test_group::transformers
"""wav2vec 2.0 large.

Source: https://huggingface.co/facebook/wav2vec2-large-960h
"""

import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = Wav2Vec2Config(
    vocab_size=32,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
)
if pretrained:
    model = Wav2Vec2ForCTC.from_pretrained("facebook/wav2vec2-large-960h")
else:
    model = Wav2Vec2ForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
