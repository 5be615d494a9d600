# labels: name::clip_vision_large author::openai task::Image_Feature_Extraction license::mit test_group::transformers
"""CLIP large: its vision tower alone.

Source: https://huggingface.co/openai/clip-vit-large-patch14
"""

import torch
from transformers import CLIPVisionConfig, CLIPVisionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = CLIPVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="quick_gelu",
    image_size=224,
    patch_size=14,
    projection_dim=768,
    num_channels=num_channels,
)
if pretrained:
    model = CLIPVisionModel.from_pretrained("openai/clip-vit-large-patch14")
else:
    model = CLIPVisionModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
