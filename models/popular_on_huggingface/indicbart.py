# labels: name::indicbart author::ai4bharat task::Text2Text_Generation license::unspecified test_group::popular_on_huggingface downloads_2023::6777
"""IndicBART: IndicBART for eleven Indian languages.

Source: https://huggingface.co/ai4bharat/IndicBART
"""

import torch
from transformers import MBartConfig, MBartForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MBartConfig(
    vocab_size=64014,
    d_model=1024,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    max_position_embeddings=1024,
    scale_embedding=True,
)
if pretrained:
    model = MBartForConditionalGeneration.from_pretrained("ai4bharat/IndicBART")
else:
    model = MBartForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
