# labels: name::owlvit_base_patch32 author::google task::Zero_Shot_Object_Detection license::apache-2.0 test_group::transformers
"""OWL-ViT base with patches of 32 pixels: detects what texts name.

Source: https://huggingface.co/google/owlvit-base-patch32
"""

import torch
from transformers import OwlViTConfig, OwlViTForObjectDetection, OwlViTTextConfig, OwlViTVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = OwlViTTextConfig(
    vocab_size=49408,
    hidden_size=512,
    intermediate_size=2048,
    num_hidden_layers=12,
    num_attention_heads=8,
    hidden_act="quick_gelu",
    max_position_embeddings=16,
)
vision = OwlViTVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="quick_gelu",
    image_size=768,
    patch_size=32,
    num_channels=3,
)
config = OwlViTConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=512,
)
if pretrained:
    model = OwlViTForObjectDetection.from_pretrained("google/owlvit-base-patch32")
else:
    model = OwlViTForObjectDetection(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 768, 768)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
