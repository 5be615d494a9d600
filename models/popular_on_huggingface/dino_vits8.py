# labels: name::dino_vits8 author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface downloads_2023::291
"""dino-vits8: DINO: a ViT trained without labels, patches of 8 pixels.

Source: https://huggingface.co/facebook/dino-vits8
"""

import torch
from transformers import ViTConfig, ViTModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViTConfig(
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=6,
    intermediate_size=1536,
    image_size=224,
    patch_size=8,
)
if pretrained:
    model = ViTModel.from_pretrained("facebook/dino-vits8", add_pooling_layer=False)
else:
    model = ViTModel(config, add_pooling_layer=False)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
