# labels: name::dit_s_2 author::diffusers task::Image_Generation license::apache-2.0 test_group::diffusers
"""DiT S/2: a transformer that denoises latents of an ImageNet class.

Source: https://arxiv.org/abs/2212.09748
"""

import torch
from diffusers import DiTTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = DiTTransformer2DModel(
    num_attention_heads=6,
    attention_head_dim=64,
    in_channels=4,
    out_channels=8,
    num_layers=12,
    sample_size=32,
    patch_size=2,
    num_embeds_ada_norm=1000,
    norm_type="ada_norm_zero",
    norm_elementwise_affine=False,
).eval()

latents = torch.randn(batch_size, 4, 32, 32)
timestep = torch.full((batch_size,), 500)
class_labels = torch.zeros(batch_size, dtype=torch.int64)

with torch.no_grad():
    model(latents, timestep=timestep, class_labels=class_labels)
