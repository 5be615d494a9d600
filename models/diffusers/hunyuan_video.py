# labels: name::hunyuan_video author::hunyuanvideo-community task::Text_to_Video license::other test_group::diffusers size::large
"""HunyuanVideo: one denoising step of a video of 5 frames, 13 billion parameters.

Source: https://huggingface.co/hunyuanvideo-community/HunyuanVideo
"""

import torch
from diffusers import HunyuanVideoTransformer3DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "hunyuanvideo-community/HunyuanVideo"

published = HunyuanVideoTransformer3DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or HunyuanVideoTransformer3DModel(
    in_channels=16,
    out_channels=16,
    num_attention_heads=24,
    attention_head_dim=128,
    num_refiner_layers=2,
    mlp_ratio=4.0,
    patch_size=2,
    patch_size_t=1,
    qk_norm="rms_norm",
    guidance_embeds=True,
    text_embed_dim=4096,
    pooled_projection_dim=768,
    rope_theta=256.0,
    rope_axes_dim=[16, 56, 56],
    num_layers=min(num_layers, 20),  # 20 as published
    num_single_layers=min(num_layers, 40),  # 40 as published
)
model.eval()

latents = torch.randn(batch_size, 16, 2, 40, 64)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, max_seq_length, 4096)
mask = torch.ones(batch_size, max_seq_length, dtype=torch.int64)
pooled_text = torch.randn(batch_size, 768)
guidance = torch.full((batch_size,), 6000.0)

with torch.no_grad():
    model(
        latents,
        timestep,
        encoder_hidden_states=text,
        encoder_attention_mask=mask,
        pooled_projections=pooled_text,
        guidance=guidance,
    )
