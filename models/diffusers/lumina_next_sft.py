# labels: name::lumina_next_sft author::Alpha-VLLM task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""Lumina Next: a transformer of 2 billion parameters.

Source: https://huggingface.co/Alpha-VLLM/Lumina-Next-SFT-diffusers
"""

import torch
from diffusers import LuminaNextDiT2DModel
from diffusers.models.embeddings import get_2d_rotary_pos_embed_lumina

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "Alpha-VLLM/Lumina-Next-SFT-diffusers"

published = LuminaNextDiT2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or LuminaNextDiT2DModel(
    sample_size=128,
    patch_size=2,
    in_channels=4,
    hidden_size=2304,
    num_attention_heads=32,
    num_kv_heads=8,
    multiple_of=256,
    norm_eps=1e-05,
    learn_sigma=True,
    qk_norm=True,
    cross_attention_dim=2048,
    scaling_factor=1.0,
    num_layers=min(num_layers, 24),  # 24 as published
)
model.eval()

latents = torch.randn(batch_size, 4, 128, 128)
timestep = torch.full((batch_size,), 0.5)
text = torch.randn(batch_size, max_seq_length, 2048)
mask = torch.ones(batch_size, max_seq_length, dtype=torch.int64)
rotary = get_2d_rotary_pos_embed_lumina(72, 384, 384, linear_factor=1.0, ntk_factor=1.0)

with torch.no_grad():
    model(latents, timestep, text, mask, rotary, cross_attention_kwargs={})
