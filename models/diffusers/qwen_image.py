# labels: name::qwen_image author::Qwen task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""Qwen-Image: a transformer of 20 billion parameters that writes well.

Source: https://huggingface.co/Qwen/Qwen-Image
"""

import torch
from diffusers import QwenImageTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "Qwen/Qwen-Image"

published = QwenImageTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or QwenImageTransformer2DModel(
    patch_size=2,
    in_channels=64,
    out_channels=16,
    attention_head_dim=128,
    num_attention_heads=24,
    joint_attention_dim=3584,
    guidance_embeds=False,
    axes_dims_rope=[16, 56, 56],
    num_layers=min(num_layers, 60),  # 60 as published
)
model.eval()

latents = torch.randn(batch_size, 4096, 64)  # 64 x 64 patches of an image of 1024 pixels
text = torch.randn(batch_size, max_seq_length, 3584)
mask = torch.ones(batch_size, max_seq_length, dtype=torch.int64)
timestep = torch.full((batch_size,), 0.5)
shapes = [[(1, 64, 64)]] * batch_size

with torch.no_grad():
    model(
        latents,
        encoder_hidden_states=text,
        encoder_hidden_states_mask=mask,
        timestep=timestep,
        img_shapes=shapes,
    )
