# labels: name::autoencoder_kl_hunyuan_video author::hunyuanvideo-community task::Text_to_Video license::other test_group::diffusers
"""The autoencoder of HunyuanVideo: 5 frames to latents and back.

Source: https://huggingface.co/hunyuanvideo-community/HunyuanVideo
"""

import torch
from diffusers import AutoencoderKLHunyuanVideo

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "hunyuanvideo-community/HunyuanVideo"

published = AutoencoderKLHunyuanVideo.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLHunyuanVideo(
    in_channels=3,
    out_channels=3,
    latent_channels=16,
    block_out_channels=[128, 256, 512, 512],
    layers_per_block=2,
    norm_num_groups=32,
    scaling_factor=0.476986,
    spatial_compression_ratio=8,
    temporal_compression_ratio=4,
    mid_block_add_attention=True,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 5, 64, 64))
