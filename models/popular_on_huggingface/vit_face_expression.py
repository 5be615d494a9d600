# labels: name::vit_face_expression author::trpakov task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""vit-face-expression: ViT base that reads faces.

Source: https://huggingface.co/trpakov/vit-face-expression
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
    num_labels=7,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("trpakov/vit-face-expression")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
