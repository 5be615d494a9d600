# labels: name::s2t_large author::facebook task::Automatic_Speech_Recognition license::mit test_group::transformers
"""Speech2Text large: speech features in, a transcript out.

Source: https://huggingface.co/facebook/s2t-large-librispeech-asr
"""

import torch
from transformers import Speech2TextConfig, Speech2TextForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Speech2TextConfig(
    vocab_size=10000,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=6,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    activation_function="relu",
    tie_word_embeddings=True,
    input_feat_per_channel=80,
)
if pretrained:
    model = Speech2TextForConditionalGeneration.from_pretrained("facebook/s2t-large-librispeech-asr")
else:
    model = Speech2TextForConditionalGeneration(config)
model.eval()

input_features = torch.randn(batch_size, 1000, config.input_feat_per_channel)
decoder_input_ids = torch.full((batch_size, 1), config.decoder_start_token_id)

with torch.no_grad():
    model(input_features=input_features, decoder_input_ids=decoder_input_ids, use_cache=False)
