# labels: name::text_encoder_sd_1_5 author::stable-diffusion-v1-5 task::Text_Encoding license::creativeml-openrail-m test_group::diffusers
"""The text encoder of Stable Diffusion 1.5: that of CLIP ViT-L/14.

Source: https://huggingface.co/stable-diffusion-v1-5/stable-diffusion-v1-5
"""

import torch
from transformers import CLIPTextConfig, CLIPTextModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stable-diffusion-v1-5/stable-diffusion-v1-5"

config = CLIPTextConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="quick_gelu",
    projection_dim=768,
    vocab_size=49408,
    max_position_embeddings=77,
    bos_token_id=0,
    eos_token_id=2,
)
published = CLIPTextModel.from_pretrained(REPOSITORY, subfolder="text_encoder") if pretrained else None
model = (published or CLIPTextModel(config)).eval()

with torch.no_grad():
    model(torch.randint(0, 49408, (batch_size, 77)))
