# labels: name::latte_1 author::maxin-cn task::Text_to_Video license::apache-2.0 test_group::diffusers
"""Latte 1: one denoising step of a video of 16 frames.

Source: https://huggingface.co/maxin-cn/Latte-1
"""

import torch
from diffusers import LatteTransformer3DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "maxin-cn/Latte-1"

published = LatteTransformer3DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or LatteTransformer3DModel(
    num_attention_heads=16,
    attention_head_dim=72,
    in_channels=4,
    out_channels=8,
    num_layers=28,
    cross_attention_dim=1152,
    attention_bias=True,
    sample_size=64,
    patch_size=2,
    activation_fn="gelu-approximate",
    num_embeds_ada_norm=1000,
    norm_type="ada_norm_single",
    norm_elementwise_affine=False,
    norm_eps=1e-06,
    caption_channels=4096,
    video_length=16,
)
model.eval()

latents = torch.randn(batch_size, 4, 16, 64, 64)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, 120, 4096)

with torch.no_grad():
    model(latents, timestep=timestep, encoder_hidden_states=text)
