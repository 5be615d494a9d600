# labels: name::autoencoder_kl_wan_2_2 author::Wan-AI task::Text_to_Video license::apache-2.0 test_group::diffusers
"""The autoencoder of Wan 2.2 5B: latents of a 16th of the size.

Source: https://huggingface.co/Wan-AI/Wan2.2-TI2V-5B-Diffusers
"""

import torch
from diffusers import AutoencoderKLWan

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "Wan-AI/Wan2.2-TI2V-5B-Diffusers"

published = AutoencoderKLWan.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLWan(
    base_dim=160,
    decoder_base_dim=256,
    z_dim=48,
    dim_mult=[1, 2, 4, 4],
    num_res_blocks=2,
    temperal_downsample=[False, True, True],
    in_channels=12,
    out_channels=12,
    patch_size=2,
    is_residual=True,
    scale_factor_temporal=4,
    scale_factor_spatial=16,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 5, 64, 64))
