# labels: name::unet_sdxl_refiner author::stabilityai task::Image_to_Image license::openrail++ test_group::diffusers size::large
"""The UNet of Stable Diffusion XL's refiner: the last denoising steps.

Source: https://huggingface.co/stabilityai/stable-diffusion-xl-refiner-1.0
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-diffusion-xl-refiner-1.0"

published = UNet2DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DConditionModel(
    sample_size=128,
    in_channels=4,
    out_channels=4,
    down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    block_out_channels=[384, 768, 1536, 1536],
    layers_per_block=2,
    cross_attention_dim=1280,
    attention_head_dim=[6, 12, 24, 24],
    transformer_layers_per_block=4,
    use_linear_projection=True,
    addition_embed_type="text_time",
    addition_time_embed_dim=256,
    projection_class_embeddings_input_dim=2560,
)
model.eval()

latents = torch.randn(batch_size, 4, 128, 128)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 1280)
conditions = {
    "text_embeds": torch.randn(batch_size, 1280),
    "time_ids": torch.tensor([1024.0, 1024.0, 0.0, 0.0, 6.0]).repeat(batch_size, 1),
}

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, added_cond_kwargs=conditions)
