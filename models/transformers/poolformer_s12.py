# labels: name::poolformer_s12 author::sail task::Image_Classification license::apache-2.0 test_group::transformers
"""PoolFormer S12: pooling in the place of attention.

Source: https://huggingface.co/sail/poolformer_s12
"""

import torch
from transformers import PoolFormerConfig, PoolFormerForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = PoolFormerConfig(
    hidden_sizes=[64, 128, 320, 512],
    depths=[2, 2, 6, 2],
    hidden_act="gelu",
    patch_size=16,
    mlp_ratio=4.0,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = PoolFormerForImageClassification.from_pretrained("sail/poolformer_s12")
else:
    model = PoolFormerForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
