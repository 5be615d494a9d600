# labels: name::autoencoder_kl_sd_x4_upscaler author::stabilityai task::Image_Generation license::openrail++ test_group::diffusers
"""The variational autoencoder of Stable Diffusion's upscaler: latents of a quarter of the size.

Source: https://huggingface.co/stabilityai/stable-diffusion-x4-upscaler
"""

import torch
from diffusers import AutoencoderKL

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "stabilityai/stable-diffusion-x4-upscaler"

published = AutoencoderKL.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKL(
    in_channels=3,
    out_channels=3,
    down_block_types=["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
    up_block_types=["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
    block_out_channels=[128, 256, 512],
    layers_per_block=2,
    norm_num_groups=32,
    latent_channels=4,
    sample_size=256,
    scaling_factor=0.08333,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
