# labels: name::sana_600m author::Efficient-Large-Model task::Text_to_Image license::other test_group::diffusers
"""Sana 0.6B: linear attention over latents of 32 pixels for images of 1024.

Source: https://huggingface.co/Efficient-Large-Model/Sana_600M_1024px_diffusers
"""

import torch
from diffusers import SanaTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

REPOSITORY = "Efficient-Large-Model/Sana_600M_1024px_diffusers"

published = SanaTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or SanaTransformer2DModel(
    in_channels=32,
    out_channels=32,
    num_attention_heads=36,
    attention_head_dim=32,
    num_cross_attention_heads=16,
    cross_attention_head_dim=72,
    cross_attention_dim=1152,
    caption_channels=2304,
    mlp_ratio=2.5,
    sample_size=32,
    patch_size=1,
    norm_elementwise_affine=False,
    norm_eps=1e-06,
    num_layers=28,
)
model.eval()

latents = torch.randn(batch_size, 32, 32, 32)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, max_seq_length, 2304)
mask = torch.ones(batch_size, max_seq_length)

with torch.no_grad():
    model(latents, encoder_hidden_states=text, timestep=timestep, encoder_attention_mask=mask)
