# labels: name::autoencoder_kl author::diffusers task::Image_Generation license::openrail test_group::diffusers
"""The variational autoencoder of Stable Diffusion 1.5: an image to latents and back.

Source: https://huggingface.co/stable-diffusion-v1-5/stable-diffusion-v1-5
"""

import torch
from diffusers import AutoencoderKL

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = AutoencoderKL(
    in_channels=3,
    out_channels=3,
    latent_channels=4,
    block_out_channels=(128, 256, 512, 512),
    down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4,
    layers_per_block=2,
    sample_size=512,
    scaling_factor=0.18215,
).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 64, 64))
