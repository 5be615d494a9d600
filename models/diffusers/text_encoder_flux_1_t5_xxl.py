# labels: name::text_encoder_flux_1_t5_xxl author::black-forest-labs task::Text_Encoding license::other test_group::diffusers size::large
"""The T5 of FLUX.1, Stable Diffusion 3 and PixArt: the encoder of T5 1.1 XXL.

Source: https://huggingface.co/black-forest-labs/FLUX.1-dev
"""

import torch
from transformers import T5Config, T5EncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "black-forest-labs/FLUX.1-dev"

config = T5Config(
    vocab_size=32128,
    d_model=4096,
    d_kv=64,
    d_ff=10240,
    num_heads=64,
    feed_forward_proj="gated-gelu",
    num_layers=min(num_layers, 24),  # 24 as published
)
published = T5EncoderModel.from_pretrained(REPOSITORY, subfolder="text_encoder_2") if pretrained else None
model = (published or T5EncoderModel(config)).eval()

tokens = torch.randint(0, 32128, (batch_size, max_seq_length))
mask = torch.ones(batch_size, max_seq_length, dtype=torch.int64)

with torch.no_grad():
    model(tokens, attention_mask=mask)
