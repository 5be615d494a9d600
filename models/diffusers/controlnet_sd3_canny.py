# labels: name::controlnet_sd3_canny author::InstantX task::Text_to_Image license::openrail test_group::diffusers
"""The ControlNet of Stable Diffusion 3: latents of an image of edges that the result follows.

Source: https://huggingface.co/InstantX/SD3-Controlnet-Canny
"""

import torch
from diffusers import SD3ControlNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

REPOSITORY = "InstantX/SD3-Controlnet-Canny"

published = SD3ControlNetModel.from_pretrained(REPOSITORY) if pretrained else None
model = published or SD3ControlNetModel(
    sample_size=128,
    patch_size=2,
    in_channels=16,
    out_channels=16,
    attention_head_dim=64,
    joint_attention_dim=4096,
    pooled_projection_dim=2048,
    num_layers=6,
    num_attention_heads=24,
    caption_projection_dim=1536,
    pos_embed_max_size=192,
)
model.eval()

latents = torch.randn(batch_size, 16, 128, 128)
timestep = torch.full((batch_size,), 500.0)
text = torch.randn(batch_size, max_seq_length, 4096)
pooled_text = torch.randn(batch_size, 2048)
control = torch.randn(batch_size, 16, 128, 128)

with torch.no_grad():
    model(
        latents,
        controlnet_cond=control,
        encoder_hidden_states=text,
        pooled_projections=pooled_text,
        timestep=timestep,
    )
