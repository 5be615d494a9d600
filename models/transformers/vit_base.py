# labels: name::vit_base author::transformers task::Image_Classification license::apache-2.0 test_group::transformers
"""ViT base with patches of 16 pixels.

Source: https://huggingface.co/google/vit-base-patch16-224
"""

import torch
from transformers import ViTConfig, ViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = ViTConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    num_channels=num_channels,
    image_size=224,
    patch_size=16,
    num_labels=1000,
)
model = (
    ViTForImageClassification.from_pretrained("google/vit-base-patch16-224")
    if pretrained
    else ViTForImageClassification(config)
)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, config.image_size, config.image_size)

with torch.no_grad():
    model(pixel_values=pixel_values)
