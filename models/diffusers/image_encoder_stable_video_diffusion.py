# labels: name::image_encoder_stable_video_diffusion author::stabilityai task::Image_Encoding license::other test_group::diffusers
"""The image encoder of Stable Video Diffusion: that of OpenCLIP ViT-H/14.

Source: https://huggingface.co/stabilityai/stable-video-diffusion-img2vid
"""

import torch
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-video-diffusion-img2vid"

config = CLIPVisionConfig(
    hidden_size=1280,
    intermediate_size=5120,
    num_hidden_layers=32,
    num_attention_heads=16,
    patch_size=14,
    hidden_act="gelu",
    projection_dim=1024,
    image_size=224,
    num_channels=3,
)
published = CLIPVisionModelWithProjection.from_pretrained(REPOSITORY, subfolder="image_encoder") if pretrained else None
model = (published or CLIPVisionModelWithProjection(config)).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
