# labels: name::image_encoder_kandinsky_2_2_prior author::kandinsky-community task::Image_Encoding license::apache-2.0 test_group::diffusers size::large
"""The image encoder of Kandinsky 2.2: that of OpenCLIP ViT-bigG/14.

Source: https://huggingface.co/kandinsky-community/kandinsky-2-2-prior
"""

import torch
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "kandinsky-community/kandinsky-2-2-prior"

config = CLIPVisionConfig(
    hidden_size=1664,
    intermediate_size=8192,
    num_hidden_layers=48,
    num_attention_heads=16,
    patch_size=14,
    hidden_act="gelu",
    projection_dim=1280,
    image_size=224,
    num_channels=3,
)
published = CLIPVisionModelWithProjection.from_pretrained(REPOSITORY, subfolder="image_encoder") if pretrained else None
model = (published or CLIPVisionModelWithProjection(config)).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
