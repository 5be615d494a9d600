# labels: name::mochi_1_preview author::genmo task::Text_to_Video license::apache-2.0 test_group::diffusers size::large
"""Mochi 1: one denoising step of a video of 7 frames, 10 billion parameters.

Source: https://huggingface.co/genmo/mochi-1-preview
"""

import torch
from diffusers import MochiTransformer3DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_layers = parse(["pretrained", "batch_size", "num_layers"])

REPOSITORY = "genmo/mochi-1-preview"

published = MochiTransformer3DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or MochiTransformer3DModel(
    patch_size=2,
    num_attention_heads=24,
    attention_head_dim=128,
    pooled_projection_dim=1536,
    in_channels=12,
    qk_norm="rms_norm",
    text_embed_dim=4096,
    time_embed_dim=256,
    activation_fn="swiglu",
    max_sequence_length=256,
    num_layers=min(num_layers, 48),  # 48 as published
)
model.eval()

latents = torch.randn(batch_size, 12, 2, 60, 106)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, 256, 4096)
mask = torch.ones(batch_size, 256, dtype=torch.bool)

with torch.no_grad():
    model(latents, encoder_hidden_states=text, timestep=timestep, encoder_attention_mask=mask)
