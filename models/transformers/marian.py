# labels: name::marian author::helsinki-nlp task::Translation license::cc-by-4.0 test_group::transformers
"""MarianMT, English to German: an encoder and a decoder of 6 layers each.

Source: https://huggingface.co/Helsinki-NLP/opus-mt-en-de
"""

import torch
from transformers import MarianConfig, MarianMTModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MarianConfig(
    vocab_size=58101,
    d_model=512,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=8,
    decoder_attention_heads=8,
    encoder_ffn_dim=2048,
    decoder_ffn_dim=2048,
    activation_function="swish",
    max_position_embeddings=512,
    tie_word_embeddings=True,
    scale_embedding=True,
)
if pretrained:
    model = MarianMTModel.from_pretrained("Helsinki-NLP/opus-mt-en-de")
else:
    model = MarianMTModel(config)
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
