# labels: name::vit_base_patch32_384 author::google task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1806
"""vit-base-patch32-384: ViT base, patches of 32 pixels.

Source: https://huggingface.co/google/vit-base-patch32-384
"""

import torch
from transformers import ViTConfig, ViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViTConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    image_size=384,
    patch_size=32,
    num_labels=1000,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("google/vit-base-patch32-384")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(pixel_values=pixel_values)
