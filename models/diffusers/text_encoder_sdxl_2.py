# labels: name::text_encoder_sdxl_2 author::stabilityai task::Text_Encoding license::openrail++ test_group::diffusers
"""The second text encoder of Stable Diffusion XL: that of OpenCLIP ViT-bigG/14.

Source: https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0
"""

import torch
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-diffusion-xl-base-1.0"

config = CLIPTextConfig(
    hidden_size=1280,
    intermediate_size=5120,
    num_hidden_layers=32,
    num_attention_heads=20,
    hidden_act="gelu",
    projection_dim=1280,
    vocab_size=49408,
    max_position_embeddings=77,
    bos_token_id=0,
    eos_token_id=2,
)
published = CLIPTextModelWithProjection.from_pretrained(REPOSITORY, subfolder="text_encoder_2") if pretrained else None
model = (published or CLIPTextModelWithProjection(config)).eval()

with torch.no_grad():
    model(torch.randint(0, 49408, (batch_size, 77)))
