# labels: name::unet_stable_cascade_prior_lite author::stabilityai task::Text_to_Image license::other test_group::diffusers
"""Stage C of Stable Cascade in its light size: small latents from text.

Source: https://huggingface.co/stabilityai/stable-cascade-prior
"""

import torch
from diffusers import StableCascadeUNet

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-cascade-prior"

published = StableCascadeUNet.from_pretrained(REPOSITORY, subfolder="prior_lite") if pretrained else None
model = published or StableCascadeUNet(
    in_channels=16,
    out_channels=16,
    timestep_ratio_embedding_dim=64,
    patch_size=1,
    conditioning_dim=1536,
    block_out_channels=[1536, 1536],
    num_attention_heads=[24, 24],
    down_num_layers_per_block=[4, 12],
    up_num_layers_per_block=[12, 4],
    down_blocks_repeat_mappers=[1, 1],
    up_blocks_repeat_mappers=[1, 1],
    clip_text_in_channels=1280,
    clip_text_pooled_in_channels=1280,
    clip_image_in_channels=768,
    clip_seq=4,
    kernel_size=3,
    dropout=[0.1, 0.1],
    self_attn=True,
    timestep_conditioning_type=["sca", "crp"],
    switch_level=[False],
    block_types_per_layer=[["SDCascadeResBlock", "SDCascadeTimestepBlock", "SDCascadeAttnBlock"]] * 2,
)
model.eval()

latents = torch.randn(batch_size, 16, 24, 24)
timestep_ratio = torch.full((batch_size,), 0.5)
pooled_text = torch.randn(batch_size, 1, 1280)
text = torch.randn(batch_size, 77, 1280)
image = torch.zeros(batch_size, 1, 768)

with torch.no_grad():
    model(latents, timestep_ratio, clip_text_pooled=pooled_text, clip_text=text, clip_img=image)
