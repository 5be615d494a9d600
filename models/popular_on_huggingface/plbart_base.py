# labels: name::plbart_base author::uclanlp task::Text2Text_Generation license::unspecified test_group::popular_on_huggingface
"""plbart-base: PLBART: BART base for code.

Source: https://huggingface.co/uclanlp/plbart-base
"""

import torch
from transformers import PLBartConfig, PLBartForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = PLBartConfig(
    vocab_size=50005,
    d_model=768,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=12,
    decoder_attention_heads=12,
    encoder_ffn_dim=3072,
    decoder_ffn_dim=3072,
    max_position_embeddings=1024,
    scale_embedding=True,
)
if pretrained:
    model = PLBartForConditionalGeneration.from_pretrained("uclanlp/plbart-base")
else:
    model = PLBartForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
