# labels: name::pixio_huge author::facebook task::Image_Feature_Extraction license::other test_group::transformers
"""Pixio huge: a ViT with eight class tokens.

Source: https://huggingface.co/facebook/pixio-huge
"""

import torch
from transformers import PixioConfig, PixioModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = PixioConfig(
    hidden_size=1280,
    num_hidden_layers=32,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=256,
    patch_size=16,
    mlp_ratio=4,
    num_channels=num_channels,
)
if pretrained:
    model = PixioModel.from_pretrained("facebook/pixio-huge")
else:
    model = PixioModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 256, 256)

with torch.no_grad():
    model(pixel_values=pixel_values)
