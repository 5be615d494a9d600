# labels: name::clip_vit_b_32_laion2b_s34b_b79k author::laion task::Zero_Shot_Image_Classification license::mit test_group::popular_on_huggingface
"""CLIP-ViT-B-32-laion2B-s34B-b79K: OpenCLIP ViT-B/32, trained on LAION.

Source: https://huggingface.co/laion/CLIP-ViT-B-32-laion2B-s34B-b79K
"""

import torch
from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = CLIPTextConfig(
    vocab_size=49408,
    hidden_size=512,
    intermediate_size=2048,
    num_hidden_layers=12,
    num_attention_heads=8,
    max_position_embeddings=77,
    hidden_act="gelu",
    eos_token_id=49407,
)
vision = CLIPVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    image_size=224,
    patch_size=32,
    hidden_act="gelu",
)
config = CLIPConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=512,
)
if pretrained:
    model = CLIPModel.from_pretrained("laion/CLIP-ViT-B-32-laion2B-s34B-b79K")
else:
    model = CLIPModel(config)
model.eval()

input_ids = torch.randint(1, text.vocab_size - 2, (2, 77))
input_ids[:, -1] = 49407  # the end of a caption
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, vision.image_size, vision.image_size)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
