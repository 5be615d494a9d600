# labels: name::mobilevit_small author::apple task::Image_Classification license::other test_group::transformers
"""MobileViT small.

Source: https://huggingface.co/apple/mobilevit-small
"""

import torch
from transformers import MobileViTConfig, MobileViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = MobileViTConfig(
    initializer_range=0.2,
    hidden_sizes=[144, 192, 240],
    num_attention_heads=4,
    hidden_act="silu",
    image_size=256,
    patch_size=2,
    mlp_ratio=2.0,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = MobileViTForImageClassification.from_pretrained("apple/mobilevit-small")
else:
    model = MobileViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 256, 256)

with torch.no_grad():
    model(pixel_values=pixel_values)
