# labels: name::regnet_y_040 author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""RegNetY 4 GF.

Source: https://huggingface.co/facebook/regnet-y-040
"""

import torch
from transformers import RegNetConfig, RegNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = RegNetConfig(
    embedding_size=32,
    hidden_sizes=[128, 192, 512, 1088],
    depths=[2, 6, 12, 2],
    hidden_act="relu",
    groups_width=64,
    layer_type="y",
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = RegNetForImageClassification.from_pretrained("facebook/regnet-y-040")
else:
    model = RegNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
