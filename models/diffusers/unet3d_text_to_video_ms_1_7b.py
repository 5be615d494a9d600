# labels: name::unet3d_text_to_video_ms_1_7b author::ali-vilab task::Text_to_Video license::cc-by-nc-4.0 test_group::diffusers size::large
"""The UNet of ModelScope's text to video: one denoising step of 16 frames.

Source: https://huggingface.co/ali-vilab/text-to-video-ms-1.7b
"""

import torch
from diffusers import UNet3DConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "ali-vilab/text-to-video-ms-1.7b"

published = UNet3DConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNet3DConditionModel(
    sample_size=32,
    in_channels=4,
    out_channels=4,
    down_block_types=["CrossAttnDownBlock3D", "CrossAttnDownBlock3D", "CrossAttnDownBlock3D", "DownBlock3D"],
    up_block_types=["UpBlock3D", "CrossAttnUpBlock3D", "CrossAttnUpBlock3D", "CrossAttnUpBlock3D"],
    block_out_channels=[320, 640, 1280, 1280],
    layers_per_block=2,
    cross_attention_dim=1024,
    attention_head_dim=64,
)
model.eval()

latents = torch.randn(batch_size, 4, 16, 32, 32)
timestep = torch.tensor(500)
text = torch.randn(batch_size, 77, 1024)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=text)
