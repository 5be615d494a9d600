# labels: name::owlvit_base_patch16 author::google task::Zero_Shot_Object_Detection license::apache-2.0 test_group::popular_on_huggingface downloads_2023::2261
"""owlvit-base-patch16: OWL-ViT B/16: finds what words describe.

Source: https://huggingface.co/google/owlvit-base-patch16
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
    max_position_embeddings=16,
    hidden_act="quick_gelu",
    eos_token_id=49407,
)
vision = OwlViTVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    image_size=768,
    patch_size=16,
    hidden_act="quick_gelu",
)
config = OwlViTConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=512,
)
if pretrained:
    model = OwlViTForObjectDetection.from_pretrained("google/owlvit-base-patch16")
else:
    model = OwlViTForObjectDetection(config)
model.eval()

input_ids = torch.randint(1, text.vocab_size - 2, (2, 16))
input_ids[:, -1] = 49407  # the end of a caption
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, vision.image_size, vision.image_size)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
