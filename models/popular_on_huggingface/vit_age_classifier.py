# labels: name::vit_age_classifier author::nateraw task::Image_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::3230
"""vit-age-classifier: ViT base that guesses an age.

Source: https://huggingface.co/nateraw/vit-age-classifier
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
    image_size=224,
    patch_size=16,
    num_labels=9,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("nateraw/vit-age-classifier")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
