# labels: name::cogvideox_2b author::zai-org task::Text_to_Video license::apache-2.0 test_group::diffusers size::large
"""CogVideoX 2B: one denoising step of a video of 9 frames.

Source: https://huggingface.co/zai-org/CogVideoX-2b
"""

import torch
from diffusers import CogVideoXTransformer3DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_layers = parse(["pretrained", "batch_size", "num_layers"])

REPOSITORY = "zai-org/CogVideoX-2b"

published = CogVideoXTransformer3DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or CogVideoXTransformer3DModel(
    attention_head_dim=64,
    in_channels=16,
    out_channels=16,
    time_embed_dim=512,
    text_embed_dim=4096,
    sample_width=90,
    sample_height=60,
    sample_frames=49,
    patch_size=2,
    temporal_compression_ratio=4,
    max_text_seq_length=226,
    num_attention_heads=30,
    num_layers=min(num_layers, 30),  # 30 as published
)
model.eval()

latents = torch.randn(batch_size, 3, 16, 60, 90)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, 226, 4096)

with torch.no_grad():
    model(latents, text, timestep)
