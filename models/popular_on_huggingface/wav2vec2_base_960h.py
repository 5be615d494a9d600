# labels: name::wav2vec2_base_960h author::facebook task::Automatic_Speech_Recognition license::apache-2.0 test_group::popular_on_huggingface
"""wav2vec2-base-960h: wav2vec 2.0 base: raw audio in, letters out.

Source: https://huggingface.co/facebook/wav2vec2-base-960h
"""

import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = Wav2Vec2Config(
    vocab_size=32,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
)
if pretrained:
    model = Wav2Vec2ForCTC.from_pretrained("facebook/wav2vec2-base-960h")
else:
    model = Wav2Vec2ForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
