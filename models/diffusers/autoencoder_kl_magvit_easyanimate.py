# labels: name::autoencoder_kl_magvit_easyanimate author::alibaba-pai task::Text_to_Video license::apache-2.0 test_group::diffusers
"""The autoencoder of EasyAnimate: 5 frames to latents and back.

Source: https://huggingface.co/alibaba-pai/EasyAnimateV5.1-12b-zh-diffusers
"""

import torch
from diffusers import AutoencoderKLMagvit

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "alibaba-pai/EasyAnimateV5.1-12b-zh-diffusers"

published = AutoencoderKLMagvit.from_pretrained(REPOSITORY, subfolder="vae") if pretrained else None
model = published or AutoencoderKLMagvit(
    in_channels=3,
    out_channels=3,
    latent_channels=16,
    block_out_channels=[128, 256, 512, 512],
    layers_per_block=2,
    norm_num_groups=32,
    scaling_factor=0.7125,
    spatial_group_norm=True,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 5, 64, 64))
