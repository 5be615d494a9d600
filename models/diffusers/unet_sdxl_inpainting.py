# labels: name::unet_sdxl_inpainting author::diffusers task::Image_to_Image license::openrail++ test_group::diffusers size::large
"""The UNet of Stable Diffusion XL for inpainting: also sees the mask and the masked image.

Source: https://huggingface.co/diffusers/stable-diffusion-xl-1.0-inpainting-0.1
"""

import torch
from diffusers import UNet2DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"

published = UNet2DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet2DConditionModel(
    sample_size=128,
    in_channels=9,
    out_channels=4,
    down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    block_out_channels=[320, 640, 1280],
    layers_per_block=2,
    cross_attention_dim=2048,
    attention_head_dim=[5, 10, 20],
    transformer_layers_per_block=[1, 2, 10],
    use_linear_projection=True,
    addition_embed_type="text_time",
    addition_time_embed_dim=256,
    projection_class_embeddings_input_dim=2816,
)
model.eval()

latents = torch.randn(batch_size, 9, 128, 128)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 2048)
conditions = {
    "text_embeds": torch.randn(batch_size, 1280),
    "time_ids": torch.tensor([1024.0, 1024.0, 0.0, 0.0, 1024.0, 1024.0]).repeat(batch_size, 1),
}

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, added_cond_kwargs=conditions)
