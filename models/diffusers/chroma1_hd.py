# labels: name::chroma1_hd author::lodestones task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""Chroma: FLUX.1 schnell without the modulation by pooled text, 8.9 billion parameters.

Source: https://huggingface.co/lodestones/Chroma1-HD
"""

import torch
from diffusers import ChromaTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "lodestones/Chroma1-HD"

published = ChromaTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or ChromaTransformer2DModel(
    patch_size=1,
    in_channels=64,
    attention_head_dim=128,
    num_attention_heads=24,
    joint_attention_dim=4096,
    axes_dims_rope=[16, 56, 56],
    approximator_num_channels=64,
    approximator_hidden_dim=5120,
    approximator_layers=5,
    num_layers=min(num_layers, 19),  # 19 as published
    num_single_layers=min(num_layers, 38),  # 38 as published
)
model.eval()

latents = torch.randn(batch_size, 4096, 64)  # 64 x 64 patches of an image of 1024 pixels
text = torch.randn(batch_size, max_seq_length, 4096)
timestep = torch.full((batch_size,), 0.5)
row, column = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
image_ids = torch.stack([torch.zeros(4096), row.flatten(), column.flatten()], dim=1)
text_ids = torch.zeros(max_seq_length, 3)

with torch.no_grad():
    model(
        latents,
        encoder_hidden_states=text,
        timestep=timestep,
        img_ids=image_ids,
        txt_ids=text_ids,
    )
