# labels: name::controlnet_sd_1_5_canny author::lllyasviel task::Text_to_Image license::openrail test_group::diffusers
"""The ControlNet of Stable Diffusion 1.5: an image of edges that the result follows.

Source: https://huggingface.co/lllyasviel/sd-controlnet-canny
"""

import torch
from diffusers import ControlNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "lllyasviel/sd-controlnet-canny"

published = ControlNetModel.from_pretrained(REPOSITORY) if pretrained else None
model = published or ControlNetModel(
    in_channels=4,
    conditioning_channels=3,
    down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    block_out_channels=[320, 640, 1280, 1280],
    layers_per_block=2,
    cross_attention_dim=768,
    attention_head_dim=8,
    conditioning_embedding_out_channels=[16, 32, 96, 256],
)
model.eval()

latents = torch.randn(batch_size, 4, 64, 64)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 768)
control = torch.rand(batch_size, 3, 512, 512)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, controlnet_cond=control)
