# labels: name::vit_base_patch32 author::google task::Image_Classification license::apache-2.0 test_group::transformers
"""ViT base with patches of 32 pixels, for images of 384.

Source: https://huggingface.co/google/vit-base-patch32-384
"""

import torch
from transformers import ViTConfig, ViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = ViTConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=384,
    patch_size=32,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("google/vit-base-patch32-384")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 384, 384)

with torch.no_grad():
    model(pixel_values=pixel_values)
