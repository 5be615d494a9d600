# labels: name::autoencoder_kl_cosmos_1_0 author::nvidia task::Text_to_Video license::other test_group::diffusers
"""The autoencoder of Cosmos 1.0: 9 frames to latents and back.

Source: https://huggingface.co/nvidia/Cosmos-1.0-Diffusion-7B-Text2World
"""

import torch
from diffusers import AutoencoderKLCosmos

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "nvidia/Cosmos-1.0-Diffusion-7B-Text2World"

published = AutoencoderKLCosmos.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLCosmos(
    in_channels=3,
    out_channels=3,
    latent_channels=16,
    encoder_block_out_channels=[128, 256, 512, 512],
    decode_block_out_channels=[256, 512, 512, 512],
    attention_resolutions=[32],
    resolution=1024,
    num_layers=2,
    patch_size=4,
    patch_type="haar",
    spatial_compression_ratio=8,
    temporal_compression_ratio=8,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 9, 64, 64))
