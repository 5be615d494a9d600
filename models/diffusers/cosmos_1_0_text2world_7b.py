# labels: name::cosmos_1_0_text2world_7b author::nvidia task::Text_to_Video license::other test_group::diffusers size::large
"""Cosmos 1.0 7B: one denoising step of a video of a physical world.

Source: https://huggingface.co/nvidia/Cosmos-1.0-Diffusion-7B-Text2World
"""

import torch
from diffusers import CosmosTransformer3DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_layers = parse(["pretrained", "batch_size", "num_layers"])

REPOSITORY = "nvidia/Cosmos-1.0-Diffusion-7B-Text2World"

published = CosmosTransformer3DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or CosmosTransformer3DModel(
    in_channels=16,
    out_channels=16,
    num_attention_heads=32,
    attention_head_dim=128,
    mlp_ratio=4.0,
    text_embed_dim=1024,
    adaln_lora_dim=256,
    max_size=[128, 240, 240],
    patch_size=[1, 2, 2],
    rope_scale=[2.0, 1.0, 1.0],
    concat_padding_mask=True,
    extra_pos_embed_type="learnable",
    num_layers=min(num_layers, 28),  # 28 as published
)
model.eval()

latents = torch.randn(batch_size, 16, 2, 40, 64)
timestep = torch.full((batch_size,), 500.0)
text = torch.randn(batch_size, 512, 1024)
padding = torch.zeros(1, 1, 8 * 40, 8 * 64)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, padding_mask=padding, fps=30)
