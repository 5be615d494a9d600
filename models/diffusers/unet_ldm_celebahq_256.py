# labels: name::unet_ldm_celebahq_256 author::CompVis task::Image_Generation license::apache-2.0 test_group::diffusers
"""The UNet of latent diffusion for faces: one denoising step of latents of 64 pixels.

Source: https://huggingface.co/CompVis/ldm-celebahq-256
"""

import torch
from diffusers import UNet2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "CompVis/ldm-celebahq-256"

published = UNet2DModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DModel(
    sample_size=64,
    in_channels=3,
    out_channels=3,
    down_block_types=["DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"],
    up_block_types=["AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
    block_out_channels=[224, 448, 672, 896],
    layers_per_block=2,
    attention_head_dim=32,
)
model.eval()

sample = torch.randn(batch_size, 3, 64, 64)
timestep = torch.tensor(500)

with torch.no_grad():
    model(sample, timestep)
