# labels: name::ltx_video_2b author::Lightricks task::Text_to_Video license::other test_group::diffusers size::large
"""LTX-Video 2B: one denoising step of a video of 17 frames.

Source: https://huggingface.co/Lightricks/LTX-Video
"""

import torch
from diffusers import LTXVideoTransformer3DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "Lightricks/LTX-Video"

published = LTXVideoTransformer3DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or LTXVideoTransformer3DModel(
    in_channels=128,
    out_channels=128,
    patch_size=1,
    patch_size_t=1,
    num_attention_heads=32,
    attention_head_dim=64,
    cross_attention_dim=2048,
    caption_channels=4096,
    num_layers=min(num_layers, 28),  # 28 as published
)
model.eval()

FRAMES, HEIGHT, WIDTH = 3, 16, 24  # of the latents of a video of 17 frames of 512 x 768 pixels
latents = torch.randn(batch_size, FRAMES * HEIGHT * WIDTH, 128)
text = torch.randn(batch_size, max_seq_length, 4096)
timestep = torch.full((batch_size,), 500)
mask = torch.ones(batch_size, max_seq_length, dtype=torch.int64)

with torch.no_grad():
    model(
        latents,
        encoder_hidden_states=text,
        timestep=timestep,
        encoder_attention_mask=mask,
        num_frames=FRAMES,
        height=HEIGHT,
        width=WIDTH,
        rope_interpolation_scale=(8 / 25, 32, 32),
    )
