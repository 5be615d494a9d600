# labels: name::unet_ddpm_celebahq_256 author::google task::Image_Generation license::apache-2.0 test_group::diffusers
"""The UNet of DDPM for faces: one denoising step of an image of 256 pixels.

Source: https://huggingface.co/google/ddpm-celebahq-256
"""

import torch
from diffusers import UNet2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "google/ddpm-celebahq-256"

published = UNet2DModel.from_pretrained(REPOSITORY) if pretrained else None
model = published or UNet2DModel(
    sample_size=256,
    in_channels=3,
    out_channels=3,
    down_block_types=["DownBlock2D", "DownBlock2D", "DownBlock2D", "DownBlock2D", "AttnDownBlock2D", "DownBlock2D"],
    up_block_types=["UpBlock2D", "AttnUpBlock2D", "UpBlock2D", "UpBlock2D", "UpBlock2D", "UpBlock2D"],
    block_out_channels=[128, 128, 256, 256, 512, 512],
    layers_per_block=2,
    attention_head_dim=512,
    downsample_padding=0,
    flip_sin_to_cos=False,
    freq_shift=1,
    norm_eps=1e-06,
)
model.eval()

sample = torch.randn(batch_size, 3, 256, 256)
timestep = torch.tensor(500)

with torch.no_grad():
    model(sample, timestep)
