# labels: name::levit_256 author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""LeViT 256: a pyramid of attention and convolutions.

Source: https://huggingface.co/facebook/levit-256
"""

import torch
from transformers import LevitConfig, LevitForImageClassificationWithTeacher

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = LevitConfig(
    hidden_sizes=[256, 384, 512],
    depths=[4, 4, 4],
    num_attention_heads=[4, 6, 8],
    image_size=224,
    patch_size=16,
    mlp_ratio=[2, 2, 2],
    key_dim=[32, 32, 32],
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = LevitForImageClassificationWithTeacher.from_pretrained("facebook/levit-256")
else:
    model = LevitForImageClassificationWithTeacher(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
