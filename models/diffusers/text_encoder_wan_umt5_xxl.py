# labels: name::text_encoder_wan_umt5_xxl author::Wan-AI task::Text_Encoding license::apache-2.0 test_group::diffusers size::large
"""The text encoder of Wan: the encoder of UMT5 XXL.

Source: https://huggingface.co/Wan-AI/Wan2.1-T2V-14B-Diffusers
"""

import torch
from transformers import UMT5Config, UMT5EncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "Wan-AI/Wan2.1-T2V-14B-Diffusers"

config = UMT5Config(
    vocab_size=256384,
    d_model=4096,
    d_kv=64,
    d_ff=10240,
    num_heads=64,
    feed_forward_proj="gated-gelu",
    num_layers=min(num_layers, 24),  # 24 as published
)
published = UMT5EncoderModel.from_pretrained(REPOSITORY, subfolder="text_encoder") if pretrained else None
model = (published or UMT5EncoderModel(config)).eval()

tokens = torch.randint(0, 256384, (batch_size, max_seq_length))
mask = torch.ones(batch_size, max_seq_length, dtype=torch.int64)

with torch.no_grad():
    model(tokens, attention_mask=mask)
