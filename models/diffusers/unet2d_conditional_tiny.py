# labels: name::unet2d_conditional_tiny author::diffusers task::Image_Generation license::apache-2.0 test_group::diffusers
"""A conditional UNet in the shape of Stable Diffusion's, with narrower blocks: one denoising step.

Source: https://huggingface.co/docs/diffusers/api/models/unet2d-cond
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = UNet2DConditionModel(
    sample_size=32,
    in_channels=4,
    out_channels=4,
    block_out_channels=(64, 128, 256),
    down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    layers_per_block=2,
    cross_attention_dim=256,
    attention_head_dim=8,
    norm_num_groups=32,
).eval()

latents = torch.randn(batch_size, 4, 32, 32)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 256)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text)
