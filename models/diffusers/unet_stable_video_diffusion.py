# labels: name::unet_stable_video_diffusion author::stabilityai task::Image_to_Video license::other test_group::diffusers size::large
"""The UNet of Stable Video Diffusion: one denoising step of 14 frames that follow an image.

Source: https://huggingface.co/stabilityai/stable-video-diffusion-img2vid
"""

import torch
from diffusers import UNetSpatioTemporalConditionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-video-diffusion-img2vid"

published = UNetSpatioTemporalConditionModel.from_pretrained(REPOSITORY, subfolder="unet") if pretrained else None
model = published or UNetSpatioTemporalConditionModel(
    sample_size=96,
    in_channels=8,
    out_channels=4,
    block_out_channels=[320, 640, 1280, 1280],
    addition_time_embed_dim=256,
    projection_class_embeddings_input_dim=768,
    layers_per_block=2,
    cross_attention_dim=1024,
    num_attention_heads=[5, 10, 20, 20],
    num_frames=14,
)
model.eval()

# The noise of each frame beside the image that the video starts from.
latents = torch.randn(batch_size, 14, 8, 72, 128)
timestep = torch.tensor(0.5)
image = torch.randn(batch_size, 1, 1024)
frames_per_second_motion_noise = torch.tensor([[6.0, 127.0, 0.02]]).repeat(batch_size, 1)

with torch.no_grad():
    model(latents, timestep, encoder_hidden_states=image, added_time_ids=frames_per_second_motion_noise)
