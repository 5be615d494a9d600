# labels: name::vq_ldm_celebahq_256 author::CompVis task::Image_Generation license::apache-2.0 test_group::diffusers
"""The quantizing autoencoder of latent diffusion for faces: 8192 codes.

Source: https://huggingface.co/CompVis/ldm-celebahq-256
"""

import torch
from diffusers import VQModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "CompVis/ldm-celebahq-256"

published = VQModel.from_pretrained(REPOSITORY, subfolder="vqvae") if pretrained else None
model = published or VQModel(
    in_channels=3,
    out_channels=3,
    block_out_channels=[128, 256, 512],
    layers_per_block=2,
    latent_channels=3,
    sample_size=256,
    num_vq_embeddings=8192,
    down_block_types=("DownEncoderBlock2D",) * 3,
    up_block_types=("UpDecoderBlock2D",) * 3,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
