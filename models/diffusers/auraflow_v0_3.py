# labels: name::auraflow_v0_3 author::fal task::Text_to_Image license::apache-2.0 test_group::diffusers size::large
"""AuraFlow 0.3: a transformer of 6.8 billion parameters.

Source: https://huggingface.co/fal/AuraFlow-v0.3
"""

import torch
from diffusers import AuraFlowTransformer2DModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

REPOSITORY = "fal/AuraFlow-v0.3"

published = AuraFlowTransformer2DModel.from_pretrained(REPOSITORY, subfolder="transformer") if pretrained else None
model = published or AuraFlowTransformer2DModel(
    sample_size=64,
    patch_size=2,
    in_channels=4,
    out_channels=4,
    attention_head_dim=256,
    num_attention_heads=12,
    joint_attention_dim=2048,
    caption_projection_dim=3072,
    pos_embed_max_size=9216,
    num_mmdit_layers=min(num_layers, 4),  # 4 as published
    num_single_dit_layers=min(num_layers, 32),  # 32 as published
)
model.eval()

latents = torch.randn(batch_size, 4, 128, 128)
timestep = torch.full((batch_size,), 0.5)
text = torch.randn(batch_size, max_seq_length, 2048)

with torch.no_grad():
    model(latents, encoder_hidden_states=text, timestep=timestep)
