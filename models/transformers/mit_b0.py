# labels: name::mit_b0 author::nvidia task::Image_Classification license::other test_group::transformers
"""Mix Transformer B0: SegFormer's encoder, as a classifier.

Source: https://huggingface.co/nvidia/mit-b0
"""

import torch
from transformers import SegformerConfig, SegformerForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = SegformerConfig(
    hidden_sizes=[32, 64, 160, 256],
    depths=[2, 2, 2, 2],
    num_attention_heads=[1, 2, 5, 8],
    hidden_act="gelu",
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = SegformerForImageClassification.from_pretrained("nvidia/mit-b0")
else:
    model = SegformerForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
