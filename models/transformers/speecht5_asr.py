# labels: name::speecht5_asr author::microsoft task::Automatic_Speech_Recognition license::mit test_group::transformers
"""SpeechT5: raw audio in, a transcript out.

Source: https://huggingface.co/microsoft/speecht5_asr
"""

import torch
from transformers import SpeechT5Config, SpeechT5ForSpeechToText

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_audio_seq_length, max_seq_length = parse(
    ["pretrained", "batch_size", "max_audio_seq_length", "max_seq_length"]
)

config = SpeechT5Config(
    vocab_size=81,
    hidden_size=768,
    encoder_layers=12,
    decoder_layers=6,
    encoder_attention_heads=12,
    decoder_attention_heads=12,
    encoder_ffn_dim=3072,
    decoder_ffn_dim=3072,
    hidden_act="gelu",
    tie_word_embeddings=True,
    max_text_positions=600,
)
if pretrained:
    model = SpeechT5ForSpeechToText.from_pretrained("microsoft/speecht5_asr")
else:
    model = SpeechT5ForSpeechToText(config)
model.eval()

input_values = torch.randn(batch_size, max_audio_seq_length)
decoder_input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(input_values=input_values, decoder_input_ids=decoder_input_ids, use_cache=False)
