# labels: name::unet_sd_2_1 author::stabilityai task::Text_to_Image license::openrail++ test_group::diffusers
"""The UNet of Stable Diffusion 2.1: one denoising step of an image of 768 pixels.

Source: https://huggingface.co/stabilityai/stable-diffusion-2-1
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-diffusion-2-1"

published = UNet2DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DConditionModel(
    sample_size=96,
    in_channels=4,
    out_channels=4,
    down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
    block_out_channels=[320, 640, 1280, 1280],
    layers_per_block=2,
    cross_attention_dim=1024,
    attention_head_dim=[5, 10, 20, 20],
    use_linear_projection=True,
)
model.eval()

latents = torch.randn(batch_size, 4, 96, 96)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 1024)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text)
