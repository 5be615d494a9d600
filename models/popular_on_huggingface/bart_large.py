# labels: name::bart_large author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface downloads_2023::523031
"""bart-large: BART large, 12 layers a side.

Source: https://huggingface.co/facebook/bart-large
"""

import torch
from transformers import BartConfig, BartModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BartConfig(
    vocab_size=50265,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    max_position_embeddings=1024,
)
if pretrained:
    model = BartModel.from_pretrained("facebook/bart-large")
else:
    model = BartModel(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
