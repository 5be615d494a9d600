# labels: name::prophetnet_large_uncased author::microsoft task::Text2Text_Generation license::unspecified test_group::popular_on_huggingface downloads_2023::5629
"""prophetnet-large-uncased: ProphetNet: predicts two tokens ahead.

Source: https://huggingface.co/microsoft/prophetnet-large-uncased
"""

import torch
from transformers import ProphetNetConfig, ProphetNetForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ProphetNetConfig(
    vocab_size=30522,
    hidden_size=1024,
    num_encoder_layers=12,
    num_decoder_layers=12,
    num_encoder_attention_heads=16,
    num_decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    max_position_embeddings=512,
    ngram=2,
)
if pretrained:
    model = ProphetNetForConditionalGeneration.from_pretrained("microsoft/prophetnet-large-uncased")
else:
    model = ProphetNetForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(104, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 102)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
