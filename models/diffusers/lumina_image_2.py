# labels: name::lumina_image_2 author::Alpha-VLLM task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""Lumina Image 2.0: one transformer over text and latents.

Source: https://huggingface.co/Alpha-VLLM/Lumina-Image-2.0
"""

import torch
from diffusers import Lumina2Transformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "Alpha-VLLM/Lumina-Image-2.0"

published = Lumina2Transformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or Lumina2Transformer2DModel(
    sample_size=128,
    patch_size=2,
    in_channels=16,
    hidden_size=2304,
    num_refiner_layers=2,
    num_attention_heads=24,
    num_kv_heads=8,
    multiple_of=256,
    norm_eps=1e-05,
    scaling_factor=1.0,
    axes_dim_rope=[32, 32, 32],
    axes_lens=[300, 512, 512],
    cap_feat_dim=2304,
    num_layers=min(num_layers, 26),  # 26 as published
)
model.eval()

latents = torch.randn(batch_size, 16, 128, 128)
timestep = torch.full((batch_size,), 0.5)
text = torch.randn(batch_size, max_seq_length, 2304)
mask = torch.ones(batch_size, max_seq_length, dtype=torch.bool)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text, encoder_attention_mask=mask)
