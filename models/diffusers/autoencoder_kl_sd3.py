# labels: name::autoencoder_kl_sd3 author::stabilityai task::Image_Generation license::other test_group::diffusers
"""The variational autoencoder of Stable Diffusion 3: latents of 16 channels.

Source: https://huggingface.co/stabilityai/stable-diffusion-3-medium-diffusers
"""

import torch
from diffusers import AutoencoderKL

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "stabilityai/stable-diffusion-3-medium-diffusers"

published = AutoencoderKL.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKL(
    in_channels=3,
    out_channels=3,
    down_block_types=["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
    up_block_types=["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
    block_out_channels=[128, 256, 512, 512],
    layers_per_block=2,
    norm_num_groups=32,
    latent_channels=16,
    sample_size=1024,
    scaling_factor=1.5305,
    shift_factor=0.0609,
    use_quant_conv=False,
    use_post_quant_conv=False,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
