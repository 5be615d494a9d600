# labels: name::controlnet_flux_1_dev_canny author::InstantX task::Text_to_Image license::other test_group::diffusers size::large
"""The ControlNet of FLUX.1 dev: latents of an image of edges that the result follows.

Source: https://huggingface.co/InstantX/FLUX.1-dev-Controlnet-Canny
"""

import torch
from diffusers import FluxControlNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "InstantX/FLUX.1-dev-Controlnet-Canny"

published = FluxControlNetModel.from_pretrained(REPOSITORY) if pretrained else None
model = published or FluxControlNetModel(
    patch_size=1,
    in_channels=64,
    attention_head_dim=128,
    num_attention_heads=24,
    joint_attention_dim=4096,
    pooled_projection_dim=768,
    axes_dims_rope=[16, 56, 56],
    num_single_layers=0,
    guidance_embeds=True,
    num_layers=min(num_layers, 5),  # 5 as published
)
model.eval()

latents = torch.randn(batch_size, 4096, 64)  # 64 x 64 patches of an image of 1024 pixels
text = torch.randn(batch_size, max_seq_length, 4096)
timestep = torch.full((batch_size,), 0.5)
pooled_text = torch.randn(batch_size, 768)
guidance = torch.full((batch_size,), 3.5)
row, column = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
image_ids = torch.stack([torch.zeros(4096), row.flatten(), column.flatten()], dim=1)
text_ids = torch.zeros(max_seq_length, 3)
control = torch.randn(batch_size, 4096, 64)

with torch.no_grad():
    model(
        latents,
        controlnet_cond=control,
        encoder_hidden_states=text,
        pooled_projections=pooled_text,
        timestep=timestep,
        img_ids=image_ids,
        txt_ids=text_ids,
        guidance=guidance,
    )
