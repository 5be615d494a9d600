# labels: name::wan2_1_t2v_1_3b author::Wan-AI task::Text_to_Video license::apache-2.0 test_group::diffusers size::large
"""Wan 2.1 1.3B: one denoising step of a video of 9 frames.

Source: https://huggingface.co/Wan-AI/Wan2.1-T2V-1.3B-Diffusers
"""

import torch
from diffusers import WanTransformer3DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_layers = parse(["pretrained", "batch_size", "num_layers"])

REPOSITORY = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"

published = WanTransformer3DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or WanTransformer3DModel(
    patch_size=[1, 2, 2],
    attention_head_dim=128,
    text_dim=4096,
    freq_dim=256,
    cross_attn_norm=True,
    qk_norm="rms_norm_across_heads",
    rope_max_seq_len=1024,
    num_attention_heads=12,
    in_channels=16,
    out_channels=16,
    ffn_dim=8960,
    num_layers=min(num_layers, 30),  # 30 as published
)
model.eval()

latents = torch.randn(batch_size, 16, 3, 60, 104)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, 512, 4096)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text)
