# labels: name::unet_stable_cascade_decoder author::stabilityai task::Text_to_Image license::other test_group::diffusers size::large
"""Stage B of Stable Cascade: latents of the full size from small ones.

Source: https://huggingface.co/stabilityai/stable-cascade
"""

import torch
from diffusers import StableCascadeUNet

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-cascade"

published = StableCascadeUNet.from_pretrained(REPOSITORY, subfolder="decoder") if pretrained else None
model = published or StableCascadeUNet(
    in_channels=4,
    out_channels=4,
    timestep_ratio_embedding_dim=64,
    patch_size=2,
    conditioning_dim=1280,
    block_out_channels=[320, 640, 1280, 1280],
    num_attention_heads=[0, 0, 20, 20],
    down_num_layers_per_block=[2, 6, 28, 6],
    up_num_layers_per_block=[6, 28, 6, 2],
    down_blocks_repeat_mappers=[1, 1, 1, 1],
    up_blocks_repeat_mappers=[3, 3, 2, 2],
    clip_text_pooled_in_channels=1280,
    clip_seq=4,
    effnet_in_channels=16,
    pixel_mapper_in_channels=3,
    kernel_size=3,
    dropout=[0, 0, 0.1, 0.1],
    self_attn=True,
    timestep_conditioning_type=["sca"],
    block_types_per_layer=[
        ["SDCascadeResBlock", "SDCascadeTimestepBlock"],
        ["SDCascadeResBlock", "SDCascadeTimestepBlock"],
        ["SDCascadeResBlock", "SDCascadeTimestepBlock", "SDCascadeAttnBlock"],
        ["SDCascadeResBlock", "SDCascadeTimestepBlock", "SDCascadeAttnBlock"],
    ],
)
model.eval()

latents = torch.randn(batch_size, 4, 256, 256)
timestep_ratio = torch.full((batch_size,), 0.5)
pooled_text = torch.randn(batch_size, 1, 1280)
prior = torch.randn(batch_size, 16, 24, 24)

with torch.no_grad():
    model(latents, timestep_ratio, clip_text_pooled=pooled_text, effnet=prior)
