# labels: name::data2vec_audio_large author::facebook task::Automatic_Speech_Recognition license::apache-2.0 test_group::transformers
"""data2vec for sound, large.

Source: https://huggingface.co/facebook/data2vec-audio-large-960h
"""

import torch
from transformers import Data2VecAudioConfig, Data2VecAudioForCTC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length = parse(["pretrained", "batch_size", "max_audio_seq_length"])

config = Data2VecAudioConfig(
    vocab_size=32,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
)
if pretrained:
    model = Data2VecAudioForCTC.from_pretrained("facebook/data2vec-audio-large-960h")
else:
    model = Data2VecAudioForCTC(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)

with torch.no_grad():
    model(input_values=input_values)
