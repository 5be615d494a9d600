# labels: name::autoencoder_kl_temporal_decoder_svd author::stabilityai task::Image_to_Video license::other test_group::diffusers
"""The autoencoder of Stable Video Diffusion: 4 frames, decoded together.

Source: https://huggingface.co/stabilityai/stable-video-diffusion-img2vid
"""

import torch
from diffusers import AutoencoderKLTemporalDecoder

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-video-diffusion-img2vid"

published = AutoencoderKLTemporalDecoder.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLTemporalDecoder(
    in_channels=3,
    out_channels=3,
    down_block_types=["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
    block_out_channels=[128, 256, 512, 512],
    layers_per_block=2,
    latent_channels=4,
    sample_size=768,
    scaling_factor=0.18215,
)
model.eval()

frames = torch.rand(batch_size * 4, 3, 128, 128)

with torch.no_grad():
    model(frames, num_frames=4)
