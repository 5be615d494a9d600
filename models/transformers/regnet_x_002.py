# labels: name::regnet_x_002 author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""RegNetX 200 MF.

Source: https://huggingface.co/facebook/regnet-x-002
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
    hidden_sizes=[24, 56, 152, 368],
    depths=[1, 1, 4, 7],
    hidden_act="relu",
    groups_width=8,
    layer_type="x",
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = RegNetForImageClassification.from_pretrained("facebook/regnet-x-002")
else:
    model = RegNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
