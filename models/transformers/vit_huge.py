# labels: name::vit_huge author::google task::Image_Feature_Extraction license::apache-2.0 test_group::transformers
"""ViT huge with patches of 14 pixels, without a classifier.

Source: https://huggingface.co/google/vit-huge-patch14-224-in21k
"""

import torch
from transformers import ViTConfig, ViTModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = ViTConfig(
    hidden_size=1280,
    intermediate_size=5120,
    num_hidden_layers=32,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=224,
    patch_size=14,
    num_channels=num_channels,
)
if pretrained:
    model = ViTModel.from_pretrained("google/vit-huge-patch14-224-in21k")
else:
    model = ViTModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
