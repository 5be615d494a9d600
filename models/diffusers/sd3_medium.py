# labels: name::sd3_medium author::stabilityai task::Text_to_Image license::other test_group::diffusers size::large
"""Stable Diffusion 3 medium: a transformer over the latents and the text together.

Source: https://huggingface.co/stabilityai/stable-diffusion-3-medium-diffusers
"""

import torch
from diffusers import SD3Transformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "stabilityai/stable-diffusion-3-medium-diffusers"

published = SD3Transformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or SD3Transformer2DModel(
    sample_size=128,
    patch_size=2,
    in_channels=16,
    out_channels=16,
    attention_head_dim=64,
    joint_attention_dim=4096,
    pooled_projection_dim=2048,
    num_attention_heads=24,
    caption_projection_dim=1536,
    pos_embed_max_size=192,
    num_layers=min(num_layers, 24),  # 24 as published
)
model.eval()

latents = torch.randn(batch_size, 16, 128, 128)
timestep = torch.full((batch_size,), 500.0)
text = torch.randn(batch_size, max_seq_length, 4096)
pooled_text = torch.randn(batch_size, 2048)

with torch.no_grad():
    model(latents, encoder_hidden_states=text, pooled_projections=pooled_text, timestep=timestep)
