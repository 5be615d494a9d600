# labels: name::autoencoder_kl_cogvideox author::zai-org task::Text_to_Video license::apache-2.0 test_group::diffusers
"""The autoencoder of CogVideoX: 9 frames to latents and back.

Source: https://huggingface.co/zai-org/CogVideoX-2b
"""

import torch
from diffusers import AutoencoderKLCogVideoX

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "zai-org/CogVideoX-2b"

published = AutoencoderKLCogVideoX.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLCogVideoX(
    in_channels=3,
    out_channels=3,
    block_out_channels=[128, 256, 256, 512],
    latent_channels=16,
    layers_per_block=3,
    temporal_compression_ratio=4,
    sample_height=480,
    sample_width=720,
    scaling_factor=1.15258426,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 9, 64, 64))
