# labels: name::deit_tiny_patch16_224 author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1605
"""deit-tiny-patch16-224: DeiT tiny: a ViT trained without extra data.

Source: https://huggingface.co/facebook/deit-tiny-patch16-224
"""

import torch
from transformers import ViTConfig, ViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViTConfig(
    hidden_size=192,
    num_hidden_layers=12,
    num_attention_heads=3,
    intermediate_size=768,
    image_size=224,
    patch_size=16,
    num_labels=1000,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("facebook/deit-tiny-patch16-224")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
