# labels: name::unet_motion_animatediff_sd_1_5 author::guoyww task::Text_to_Video license::apache-2.0 test_group::diffusers size::large
"""The UNet of Stable Diffusion 1.5 with AnimateDiff's motion modules: one denoising step of 16 frames.

Source: https://huggingface.co/guoyww/animatediff-motion-adapter-v1-5-2
"""

import torch
from diffusers import UNetMotionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

model = UNetMotionModel(
    sample_size=64,
    in_channels=4,
    out_channels=4,
    block_out_channels=[320, 640, 1280, 1280],
    layers_per_block=2,
    cross_attention_dim=768,
    num_attention_heads=8,
    motion_max_seq_length=32,
    motion_num_attention_heads=8,
    use_motion_mid_block=True,
)
model.eval()

latents = torch.randn(batch_size, 4, 16, 64, 64)
timestep = torch.tensor(500)
text = torch.randn(batch_size * 16, 77, 768)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text)
