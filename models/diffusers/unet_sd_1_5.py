# labels: name::unet_sd_1_5 author::stable-diffusion-v1-5 task::Text_to_Image license::creativeml-openrail-m test_group::diffusers
"""The UNet of Stable Diffusion 1.5: one denoising step of an image of 512 pixels.

Source: https://huggingface.co/stable-diffusion-v1-5/stable-diffusion-v1-5
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stable-diffusion-v1-5/stable-diffusion-v1-5"

published = UNet2DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DConditionModel(
    sample_size=64,
    in_channels=4,
    out_channels=4,
    down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
    block_out_channels=[320, 640, 1280, 1280],
    layers_per_block=2,
    cross_attention_dim=768,
    attention_head_dim=8,
)
model.eval()

latents = torch.randn(batch_size, 4, 64, 64)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 768)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text)
