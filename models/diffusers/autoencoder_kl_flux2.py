# labels: name::autoencoder_kl_flux2 author::black-forest-labs task::Image_Generation license::other test_group::diffusers
"""The variational autoencoder of FLUX.2: latents of 32 channels.

Source: https://huggingface.co/black-forest-labs/FLUX.2-dev
"""

import torch
from diffusers import AutoencoderKLFlux2

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "black-forest-labs/FLUX.2-dev"

published = AutoencoderKLFlux2.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLFlux2(
    in_channels=3,
    out_channels=3,
    block_out_channels=[128, 256, 512, 512],
    layers_per_block=2,
    latent_channels=32,
    norm_num_groups=32,
    sample_size=1024,
    patch_size=[2, 2],
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
