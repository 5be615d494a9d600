# labels: name::autoencoder_dc_f32c32_sana author::mit-han-lab task::Image_Generation license::apache-2.0 test_group::diffusers
"""The deep compression autoencoder of Sana: latents of a 32nd of the size.

Source: https://huggingface.co/mit-han-lab/dc-ae-f32c32-sana-1.0-diffusers
"""

import torch
from diffusers import AutoencoderDC

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "mit-han-lab/dc-ae-f32c32-sana-1.0-diffusers"

published = AutoencoderDC.from_pretrained(REPOSITORY) if pretrained else None
model = published or AutoencoderDC(
    in_channels=3,
    attention_head_dim=32,
    upsample_block_type="interpolate",
    downsample_block_type="Conv",
    decoder_act_fns="silu",
    decoder_norm_types="rms_norm",
    latent_channels=32,
    encoder_block_out_channels=[128, 256, 512, 512, 1024, 1024],
    decoder_block_out_channels=[128, 256, 512, 512, 1024, 1024],
    encoder_layers_per_block=[2, 2, 2, 3, 3, 3],
    decoder_layers_per_block=[3, 3, 3, 3, 3, 3],
    encoder_qkv_multiscales=[[], [], [], [5], [5], [5]],
    decoder_qkv_multiscales=[[], [], [], [5], [5], [5]],
    scaling_factor=0.41407,
    encoder_block_types=("ResBlock",) * 3 + ("EfficientViTBlock",) * 3,
    decoder_block_types=("ResBlock",) * 3 + ("EfficientViTBlock",) * 3,
)
model.eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
