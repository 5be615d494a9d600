# labels: name::autoencoder_kl_mochi author::genmo task::Text_to_Video license::apache-2.0 test_group::diffusers
"""The autoencoder of Mochi 1: 7 frames to latents and back.

Source: https://huggingface.co/genmo/mochi-1-preview
"""

import torch
from diffusers import AutoencoderKLMochi

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "genmo/mochi-1-preview"

published = AutoencoderKLMochi.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLMochi(
    in_channels=15,
    out_channels=3,
    encoder_block_out_channels=[64, 128, 256, 384],
    decoder_block_out_channels=[128, 256, 512, 768],
    latent_channels=12,
    layers_per_block=[3, 3, 4, 6, 3],
    temporal_expansions=[1, 2, 3],
    spatial_expansions=[2, 2, 2],
    add_attention_block=[False, True, True, True, True],
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 7, 64, 64))
