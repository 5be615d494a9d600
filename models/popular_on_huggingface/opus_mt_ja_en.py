# labels: name::opus_mt_ja_en author::helsinki-nlp task::Translation license::apache-2.0 test_group::popular_on_huggingface
"""opus-mt-ja-en: Marian: Japanese into English.

Source: https://huggingface.co/Helsinki-NLP/opus-mt-ja-en
"""

import torch
from transformers import MarianConfig, MarianMTModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MarianConfig(
    vocab_size=60716,
    d_model=512,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=8,
    decoder_attention_heads=8,
    encoder_ffn_dim=2048,
    decoder_ffn_dim=2048,
    max_position_embeddings=512,
    scale_embedding=True,
    activation_function="swish",
    pad_token_id=60715,
    decoder_start_token_id=60715,
    eos_token_id=0,
    forced_eos_token_id=0,
)
if pretrained:
    model = MarianMTModel.from_pretrained("Helsinki-NLP/opus-mt-ja-en")
else:
    model = MarianMTModel(config)
model.eval()

input_ids = torch.randint(1, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 60715)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
