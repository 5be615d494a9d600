# labels: name::autoencoder_taesd3 author::madebyollin task::Image_Generation license::mit test_group::diffusers
"""TAESD3: a tiny autoencoder for the latents of Stable Diffusion 3.

Source: https://huggingface.co/madebyollin/taesd3
"""

import torch
from diffusers import AutoencoderTiny

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "madebyollin/taesd3"

published = AutoencoderTiny.from_pretrained(REPOSITORY) if pretrained else None
model = published or AutoencoderTiny(
    in_channels=3,
    out_channels=3,
    encoder_block_out_channels=[64, 64, 64, 64],
    decoder_block_out_channels=[64, 64, 64, 64],
    num_encoder_blocks=[1, 3, 3, 3],
    num_decoder_blocks=[3, 3, 3, 1],
    latent_channels=16,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
