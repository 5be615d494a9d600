# labels: name::z_image_turbo author::Tongyi-MAI task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""Z-Image Turbo: one transformer over text and latents, 6 billion parameters.

Source: https://huggingface.co/Tongyi-MAI/Z-Image-Turbo
"""

import torch
from diffusers import ZImageTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "Tongyi-MAI/Z-Image-Turbo"

published = ZImageTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or ZImageTransformer2DModel(
    all_patch_size=[2],
    all_f_patch_size=[1],
    in_channels=16,
    dim=3840,
    n_refiner_layers=2,
    n_heads=30,
    n_kv_heads=30,
    norm_eps=1e-05,
    qk_norm=True,
    cap_feat_dim=2560,
    rope_theta=256.0,
    t_scale=1000.0,
    axes_dims=[32, 48, 48],
    axes_lens=[1536, 512, 512],
    n_layers=min(num_layers, 30),  # 30 as published
)
model.eval()

latents = [torch.randn(16, 1, 128, 128) for _ in range(batch_size)]
timestep = torch.full((batch_size,), 0.5)
text = [torch.randn(max_seq_length, 2560) for _ in range(batch_size)]

with torch.no_grad():
    model(latents, timestep, text)
