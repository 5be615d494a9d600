# labels: name::hiera_base author::facebook task::Image_Classification license::cc-by-nc-4.0 test_group::transformers
"""Hiera base: a hierarchical ViT without frills.

Source: https://huggingface.co/facebook/hiera-base-224-in1k-hf
"""

import torch
from transformers import HieraConfig, HieraForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = HieraConfig(
    embed_dim=96,
    depths=[2, 3, 16, 3],
    num_heads=[1, 2, 4, 8],
    hidden_act="gelu",
    image_size=[224, 224],
    patch_size=[7, 7],
    mlp_ratio=4.0,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = HieraForImageClassification.from_pretrained("facebook/hiera-base-224-in1k-hf")
else:
    model = HieraForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
