# labels: name::vit_large_patch32_224_in21k author::google task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface downloads_2023::882
"""vit-large-patch32-224-in21k: ViT large with patches of 32 pixels, without its head.

Source: https://huggingface.co/google/vit-large-patch32-224-in21k
"""

import torch
from transformers import ViTConfig, ViTModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = ViTConfig(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    image_size=224,
    patch_size=32,
)
if pretrained:
    model = ViTModel.from_pretrained("google/vit-large-patch32-224-in21k")
else:
    model = ViTModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
