# labels: name::dino_vitb16 author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface downloads_2023::5486
"""dino-vitb16: DINO: a ViT trained without labels, patches of 16 pixels.

Source: https://huggingface.co/facebook/dino-vitb16
"""

import torch
from transformers import ViTConfig, ViTModel

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
)
if pretrained:
    model = ViTModel.from_pretrained("facebook/dino-vitb16", add_pooling_layer=False)
else:
    model = ViTModel(config, add_pooling_layer=False)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
