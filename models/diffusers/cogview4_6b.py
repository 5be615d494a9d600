# labels: name::cogview4_6b author::zai-org task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""CogView4 6B: a transformer told by a GLM.

Source: https://huggingface.co/zai-org/CogView4-6B
"""

import torch
from diffusers import CogView4Transformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "zai-org/CogView4-6B"

published = CogView4Transformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or CogView4Transformer2DModel(
    patch_size=2,
    in_channels=16,
    out_channels=16,
    text_embed_dim=4096,
    time_embed_dim=512,
    condition_dim=256,
    pos_embed_max_size=128,
    sample_size=128,
    num_attention_heads=32,
    attention_head_dim=128,
    rope_axes_dim=[256, 256],
    num_layers=min(num_layers, 28),  # 28 as published
)
model.eval()

latents = torch.randn(batch_size, 16, 128, 128)
timestep = torch.full((batch_size,), 500.0)
text = torch.randn(batch_size, max_seq_length, 4096)
size = torch.tensor([[1024.0, 1024.0]]).repeat(batch_size, 1)
crop = torch.zeros(batch_size, 2)

with torch.no_grad():
    model(latents, text, timestep, original_size=size, target_size=size, crop_coords=crop)
