# labels: name::autoencoder_asymmetric_kl_x_1_5 author::cross-attention task::Image_Generation license::mit test_group::diffusers
"""An autoencoder for inpainting whose decoder is 1.5 times wider.

Source: https://huggingface.co/cross-attention/asymmetric-autoencoder-kl-x-1-5
"""

import torch
from diffusers import AsymmetricAutoencoderKL

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "cross-attention/asymmetric-autoencoder-kl-x-1-5"

published = AsymmetricAutoencoderKL.from_pretrained(REPOSITORY) if pretrained else None
model = published or AsymmetricAutoencoderKL(
    in_channels=3,
    out_channels=3,
    down_block_types=["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
    down_block_out_channels=[128, 256, 512, 512],
    layers_per_down_block=2,
    up_block_types=["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
    up_block_out_channels=[192, 384, 768, 768],
    layers_per_up_block=3,
    latent_channels=4,
    norm_num_groups=32,
    sample_size=256,
    scaling_factor=0.18215,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
