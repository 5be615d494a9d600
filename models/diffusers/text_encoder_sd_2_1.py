# labels: name::text_encoder_sd_2_1 author::stabilityai task::Text_Encoding license::openrail++ test_group::diffusers
"""The text encoder of Stable Diffusion 2.1: that of OpenCLIP ViT-H/14 but its last layer.

Source: https://huggingface.co/stabilityai/stable-diffusion-2-1
"""

import torch
from transformers import CLIPTextConfig, CLIPTextModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "stabilityai/stable-diffusion-2-1"

config = CLIPTextConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=23,
    num_attention_heads=16,
    hidden_act="gelu",
    projection_dim=512,
    vocab_size=49408,
    max_position_embeddings=77,
    bos_token_id=0,
    eos_token_id=2,
)
published = CLIPTextModel.from_pretrained(REPOSITORY, subfolder="text_encoder") if pretrained else None
model = (published or CLIPTextModel(config)).eval()

with torch.no_grad():
    model(torch.randint(0, 49408, (batch_size, 77)))
