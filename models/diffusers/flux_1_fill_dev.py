# labels: name::flux_1_fill_dev author::black-forest-labs task::Image_to_Image license::other test_group::diffusers size::large
"""FLUX.1 Fill dev: also sees the mask and the masked image.

Source: https://huggingface.co/black-forest-labs/FLUX.1-Fill-dev
"""

import torch
from diffusers import FluxTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "black-forest-labs/FLUX.1-Fill-dev"

published = FluxTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or FluxTransformer2DModel(
    patch_size=1,
    in_channels=384,
    attention_head_dim=128,
    num_attention_heads=24,
    joint_attention_dim=4096,
    pooled_projection_dim=768,
    axes_dims_rope=[16, 56, 56],
    out_channels=64,
    guidance_embeds=True,
    num_layers=min(num_layers, 19),  # 19 as published
    num_single_layers=min(num_layers, 38),  # 38 as published
)
model.eval()

latents = torch.randn(batch_size, 4096, 384)  # 64 x 64 patches of an image of 1024 pixels
text = torch.randn(batch_size, max_seq_length, 4096)
timestep = torch.full((batch_size,), 0.5)
pooled_text = torch.randn(batch_size, 768)
guidance = torch.full((batch_size,), 3.5)
row, column = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
image_ids = torch.stack([torch.zeros(4096), row.flatten(), column.flatten()], dim=1)
text_ids = torch.zeros(max_seq_length, 3)

with torch.no_grad():
    model(
        latents,
        encoder_hidden_states=text,
        pooled_projections=pooled_text,
        timestep=timestep,
        img_ids=image_ids,
        txt_ids=text_ids,
        guidance=guidance,
    )
