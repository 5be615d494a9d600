# labels: name::levit_192 author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""levit-192: LeViT: a fast mixture of convolutions and attention.

Source: https://huggingface.co/facebook/levit-192
"""

import torch
from transformers import LevitConfig, LevitForImageClassificationWithTeacher

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = LevitConfig(
    image_size=224,
    hidden_sizes=[192, 288, 384],
    depths=[4, 4, 4],
    num_attention_heads=[3, 5, 6],
    key_dim=[32, 32, 32],
    attention_ratio=[2, 2, 2],
    mlp_ratio=[2, 2, 2],
    num_labels=1000,
)
if pretrained:
    model = LevitForImageClassificationWithTeacher.from_pretrained("facebook/levit-192")
else:
    model = LevitForImageClassificationWithTeacher(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
