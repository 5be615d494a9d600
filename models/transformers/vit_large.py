# labels: name::vit_large author::google task::Image_Classification license::apache-2.0 test_group::transformers
"""ViT large with patches of 16 pixels.

Source: https://huggingface.co/google/vit-large-patch16-224
"""

import torch
from transformers import ViTConfig, ViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = ViTConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("google/vit-large-patch16-224")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
