# labels: name::led author::allenai task::Summarization license::apache-2.0 test_group::transformers
"""Longformer's encoder and decoder, base: 6 layers each, attention in windows of 1024 tokens.

Source: https://huggingface.co/allenai/led-base-16384
"""

import torch
from transformers import LEDConfig, LEDForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LEDConfig(
    vocab_size=50265,
    d_model=768,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=12,
    decoder_attention_heads=12,
    encoder_ffn_dim=3072,
    decoder_ffn_dim=3072,
    activation_function="gelu",
    tie_word_embeddings=True,
    attention_window=[1024, 1024, 1024, 1024, 1024, 1024],
)
if pretrained:
    model = LEDForConditionalGeneration.from_pretrained("allenai/led-base-16384")
else:
    model = LEDForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
