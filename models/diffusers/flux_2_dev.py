# labels: name::flux_2_dev author::black-forest-labs task::Text_to_Image license::other test_group::diffusers size::large
"""FLUX.2 dev: a transformer of 32 billion parameters.

Source: https://huggingface.co/black-forest-labs/FLUX.2-dev
"""

import torch
from diffusers import Flux2Transformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "black-forest-labs/FLUX.2-dev"

published = Flux2Transformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or Flux2Transformer2DModel(
    patch_size=1,
    in_channels=128,
    attention_head_dim=128,
    num_attention_heads=48,
    joint_attention_dim=15360,
    timestep_guidance_channels=256,
    mlp_ratio=3.0,
    axes_dims_rope=[32, 32, 32, 32],
    rope_theta=2000,
    guidance_embeds=True,
    num_layers=min(num_layers, 8),  # 8 as published
    num_single_layers=min(num_layers, 48),  # 48 as published
)
model.eval()

latents = torch.randn(batch_size, 4096, 128)  # 64 x 64 patches of an image of 1024 pixels
text = torch.randn(batch_size, max_seq_length, 15360)
timestep = torch.full((batch_size,), 0.5)
guidance = torch.full((batch_size,), 3.5)
row, column = torch.meshgrid(torch.arange(64), torch.arange(64), indexing="ij")
zeros = torch.zeros(4096, dtype=torch.int64)
image_ids = torch.stack([zeros, row.flatten(), column.flatten(), zeros], dim=1)
text_ids = torch.zeros(max_seq_length, 4, dtype=torch.int64)
text_ids[:, 3] = torch.arange(max_seq_length)

with torch.no_grad():
    model(
        latents,
        encoder_hidden_states=text,
        timestep=timestep,
        img_ids=image_ids,
        txt_ids=text_ids,
        guidance=guidance,
    )
