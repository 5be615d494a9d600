# labels: name::pixart_sigma_xl_2_1024 author::PixArt-alpha task::Text_to_Image license::openrail++ test_group::diffusers
"""PixArt-Sigma XL/2 for images of 1024 pixels: told by a T5.

Source: https://huggingface.co/PixArt-alpha/PixArt-Sigma-XL-2-1024-MS
"""

import torch
from diffusers import PixArtTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

REPOSITORY = "PixArt-alpha/PixArt-Sigma-XL-2-1024-MS"

published = PixArtTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or PixArtTransformer2DModel(
    num_attention_heads=16,
    attention_head_dim=72,
    in_channels=4,
    out_channels=8,
    num_layers=28,
    cross_attention_dim=1152,
    attention_bias=True,
    patch_size=2,
    activation_fn="gelu-approximate",
    num_embeds_ada_norm=1000,
    norm_type="ada_norm_single",
    norm_elementwise_affine=False,
    norm_eps=1e-06,
    caption_channels=4096,
    sample_size=128,
    interpolation_scale=2.0,
    use_additional_conditions=False,
)
model.eval()

latents = torch.randn(batch_size, 4, 128, 128)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, max_seq_length, 4096)
mask = torch.ones(batch_size, max_seq_length)
conditions = {"resolution": None, "aspect_ratio": None}

with torch.no_grad():
    model(
        latents,
        encoder_hidden_states=text,
        timestep=timestep,
        encoder_attention_mask=mask,
        added_cond_kwargs=conditions,
    )
