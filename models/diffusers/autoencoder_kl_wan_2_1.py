# labels: name::autoencoder_kl_wan_2_1 author::Wan-AI task::Text_to_Video license::apache-2.0 test_group::diffusers
"""The autoencoder of Wan 2.1: 5 frames to latents and back.

Source: https://huggingface.co/Wan-AI/Wan2.1-T2V-1.3B-Diffusers
"""

import torch
from diffusers import AutoencoderKLWan

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"

published = AutoencoderKLWan.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLWan(
    base_dim=96,
    z_dim=16,
    dim_mult=[1, 2, 4, 4],
    num_res_blocks=2,
    temperal_downsample=[False, True, True],
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 5, 64, 64))
