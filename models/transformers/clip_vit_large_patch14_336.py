# labels: name::clip_vit_large_patch14_336 author::openai task::Zero_Shot_Image_Classification license::mit test_group::transformers
"""CLIP large for images of 336 pixels.

Source: https://huggingface.co/openai/clip-vit-large-patch14-336
"""

import torch
from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = CLIPTextConfig(
    vocab_size=49408,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="quick_gelu",
    max_position_embeddings=77,
    projection_dim=768,
)
vision = CLIPVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="quick_gelu",
    image_size=336,
    patch_size=14,
    num_channels=3,
    projection_dim=768,
)
config = CLIPConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=768,
)
if pretrained:
    model = CLIPModel.from_pretrained("openai/clip-vit-large-patch14-336")
else:
    model = CLIPModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 336, 336)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
