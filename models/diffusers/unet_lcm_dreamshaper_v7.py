# labels: name::unet_lcm_dreamshaper_v7 author::SimianLuo task::Text_to_Image license::mit test_group::diffusers
"""The UNet of a latent consistency model: an image in few steps, the guidance an input.

Source: https://huggingface.co/SimianLuo/LCM_Dreamshaper_v7
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "SimianLuo/LCM_Dreamshaper_v7"

published = UNet2DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DConditionModel(
    sample_size=96,
    in_channels=4,
    out_channels=4,
    down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
    block_out_channels=[320, 640, 1280, 1280],
    layers_per_block=2,
    cross_attention_dim=768,
    attention_head_dim=8,
    time_cond_proj_dim=256,
)
model.eval()

latents = torch.randn(batch_size, 4, 96, 96)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 768)
guidance = torch.randn(batch_size, 256)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, timestep_cond=guidance)
