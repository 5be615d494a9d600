# labels: name::poolformer_m36 author::sail task::Image_Classification license::apache-2.0 test_group::transformers
"""PoolFormer M36: pooling in the place of attention.

Source: https://huggingface.co/sail/poolformer_m36
"""

import torch
from transformers import PoolFormerConfig, PoolFormerForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = PoolFormerConfig(
    hidden_sizes=[96, 192, 384, 768],
    depths=[6, 6, 18, 6],
    hidden_act="gelu",
    patch_size=16,
    mlp_ratio=4.0,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = PoolFormerForImageClassification.from_pretrained("sail/poolformer_m36")
else:
    model = PoolFormerForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
