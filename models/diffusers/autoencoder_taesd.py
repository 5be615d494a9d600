# labels: name::autoencoder_taesd author::madebyollin task::Image_Generation license::mit test_group::diffusers
"""TAESD: a tiny autoencoder for Stable Diffusion's latents.

Source: https://huggingface.co/madebyollin/taesd
"""

import torch
from diffusers import AutoencoderTiny

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "madebyollin/taesd"

published = AutoencoderTiny.from_pretrained(REPOSITORY) if pretrained else None
model = published or AutoencoderTiny(
    in_channels=3,
    out_channels=3,
    encoder_block_out_channels=[64, 64, 64, 64],
    decoder_block_out_channels=[64, 64, 64, 64],
    num_encoder_blocks=[1, 3, 3, 3],
    num_decoder_blocks=[3, 3, 3, 1],
    latent_channels=4,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
