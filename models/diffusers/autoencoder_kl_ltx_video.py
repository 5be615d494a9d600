# labels: name::autoencoder_kl_ltx_video author::Lightricks task::Text_to_Video license::other test_group::diffusers
"""The autoencoder of LTX-Video: 9 frames to latents of a 32nd of the size and back.

Source: https://huggingface.co/Lightricks/LTX-Video
"""

import torch
from diffusers import AutoencoderKLLTXVideo

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "Lightricks/LTX-Video"

published = AutoencoderKLLTXVideo.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLLTXVideo(
    in_channels=3,
    out_channels=3,
    latent_channels=128,
    block_out_channels=[128, 256, 512, 512],
    decoder_block_out_channels=[128, 256, 512, 512],
    layers_per_block=[4, 3, 3, 3, 4],
    decoder_layers_per_block=[4, 3, 3, 3, 4],
    spatio_temporal_scaling=[True, True, True, False],
    decoder_spatio_temporal_scaling=[True, True, True, False],
    patch_size=4,
    patch_size_t=1,
    encoder_causal=True,
    decoder_causal=False,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 9, 128, 128))
