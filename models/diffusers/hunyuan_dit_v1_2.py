# labels: name::hunyuan_dit_v1_2 author::Tencent-Hunyuan task::Text_to_Image license::other test_group::diffusers size::large
"""Hunyuan-DiT 1.2: a transformer that understands Chinese and English.

Source: https://huggingface.co/Tencent-Hunyuan/HunyuanDiT-v1.2-Diffusers
"""

import torch
from diffusers import HunyuanDiT2DModel
from diffusers.models.embeddings import get_2d_rotary_pos_embed

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_layers = parse(["pretrained", "batch_size", "num_layers"])

REPOSITORY = "Tencent-Hunyuan/HunyuanDiT-v1.2-Diffusers"

published = HunyuanDiT2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or HunyuanDiT2DModel(
    num_attention_heads=16,
    attention_head_dim=88,
    in_channels=4,
    patch_size=2,
    sample_size=128,
    hidden_size=1408,
    mlp_ratio=4.3637,
    learn_sigma=True,
    cross_attention_dim=1024,
    cross_attention_dim_t5=2048,
    pooled_projection_dim=1024,
    text_len=77,
    text_len_t5=256,
    use_style_cond_and_image_meta_size=False,
    num_layers=min(num_layers, 40),  # 40 as published
)
model.eval()

latents = torch.randn(batch_size, 4, 128, 128)
timestep = torch.full((batch_size,), 500)
text = torch.randn(batch_size, 77, 1024)
text_mask = torch.ones(batch_size, 77, dtype=torch.int64)
t5_text = torch.randn(batch_size, 256, 2048)
t5_mask = torch.ones(batch_size, 256, dtype=torch.int64)
rotary = get_2d_rotary_pos_embed(88, ((0, 0), (64, 64)), (64, 64), output_type="pt")

with torch.no_grad():
    model(
        latents,
        timestep,
        encoder_hidden_states=text,
        text_embedding_mask=text_mask,
        encoder_hidden_states_t5=t5_text,
        text_embedding_mask_t5=t5_mask,
        image_rotary_emb=rotary,
    )
