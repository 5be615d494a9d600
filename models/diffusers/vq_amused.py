# labels: name::vq_amused author::amused task::Image_Generation license::openrail++ test_group::diffusers
"""The quantizing autoencoder of aMUSEd: an image as tokens of 8192 kinds.

Source: https://huggingface.co/amused/amused-256
"""

import torch
from diffusers import VQModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "amused/amused-256"

published = VQModel.from_pretrained(REPOSITORY, subfolder="vqvae") if pretrained else None
model = published or VQModel(
    in_channels=3,
    out_channels=3,
    block_out_channels=[128, 256, 256, 512, 768],
    layers_per_block=2,
    latent_channels=64,
    num_vq_embeddings=8192,
    norm_num_groups=32,
    mid_block_add_attention=False,
    lookup_from_codebook=True,
    force_upcast=True,
    down_block_types=("DownEncoderBlock2D",) * 5,
    up_block_types=("UpDecoderBlock2D",) * 5,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
