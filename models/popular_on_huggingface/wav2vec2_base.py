# labels: name::wav2vec2_base author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""wav2vec2-base: wav2vec 2.0 base without a head.

Source: https://huggingface.co/facebook/wav2vec2-base
"""

import torch
from transformers import Wav2Vec2Config, Wav2Vec2Model

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
    model = Wav2Vec2Model.from_pretrained("facebook/wav2vec2-base")
else:
    model = Wav2Vec2Model(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
