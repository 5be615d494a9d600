# labels: name::controlnet_sdxl_canny author::diffusers task::Text_to_Image license::openrail++ test_group::diffusers size::large
"""The ControlNet of Stable Diffusion XL: an image of edges that the result follows.

Source: https://huggingface.co/diffusers/controlnet-canny-sdxl-1.0
"""

import torch
from diffusers import ControlNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "diffusers/controlnet-canny-sdxl-1.0"

published = ControlNetModel.from_pretrained(REPOSITORY) if pretrained else None
model = published or ControlNetModel(
    in_channels=4,
    conditioning_channels=3,
    down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    block_out_channels=[320, 640, 1280],
    layers_per_block=2,
    cross_attention_dim=2048,
    attention_head_dim=[5, 10, 20],
    conditioning_embedding_out_channels=[16, 32, 96, 256],
    transformer_layers_per_block=[1, 2, 10],
    use_linear_projection=True,
    addition_embed_type="text_time",
    addition_time_embed_dim=256,
    projection_class_embeddings_input_dim=2816,
)
model.eval()

latents = torch.randn(batch_size, 4, 128, 128)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 2048)
control = torch.rand(batch_size, 3, 1024, 1024)
conditions = {
    "text_embeds": torch.randn(batch_size, 1280),
    "time_ids": torch.tensor([1024.0, 1024.0, 0.0, 0.0, 1024.0, 1024.0]).repeat(batch_size, 1),
}

with torch.no_grad():
    model(
        latents,
        timestep,
        encoder_hidden_states=text,
        controlnet_cond=control,
        added_cond_kwargs=conditions,
    )
