# labels: name::unet_sd_x4_upscaler author::stabilityai task::Image_to_Image license::openrail++ test_group::diffusers
"""The UNet of Stable Diffusion's upscaler: an image of four times the size.

Source: https://huggingface.co/stabilityai/stable-diffusion-x4-upscaler
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-diffusion-x4-upscaler"

published = UNet2DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DConditionModel(
    sample_size=128,
    in_channels=7,
    out_channels=4,
    down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    block_out_channels=[256, 512, 512, 1024],
    layers_per_block=2,
    cross_attention_dim=1024,
    attention_head_dim=8,
    only_cross_attention=[True, True, True, False],
    use_linear_projection=True,
    num_class_embeds=1000,
)
model.eval()

latents = torch.randn(batch_size, 7, 128, 128)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 1024)
noise_level = torch.full((batch_size,), 20)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, class_labels=noise_level)
