# labels: name::dit_xl_2_256 author::facebook task::Image_Generation license::cc-by-nc-4.0 test_group::diffusers
"""DiT XL/2 for images of 256 pixels: a transformer that denoises latents of an ImageNet class.

Source: https://huggingface.co/facebook/DiT-XL-2-256
"""

import torch
from diffusers import DiTTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "facebook/DiT-XL-2-256"

published = DiTTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or DiTTransformer2DModel(
    num_attention_heads=16,
    attention_head_dim=72,
    in_channels=4,
    out_channels=8,
    num_layers=28,
    patch_size=2,
    num_embeds_ada_norm=1000,
    norm_type="ada_norm_zero",
    norm_elementwise_affine=False,
    sample_size=32,
)
model.eval()

latents = torch.randn(batch_size, 4, 32, 32)
timestep = torch.full((batch_size,), 500)
class_labels = torch.zeros(batch_size, dtype=torch.int64)

with torch.no_grad():
    model(latents, timestep=timestep, class_labels=class_labels)
