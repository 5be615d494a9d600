# labels: name::bit_50 author::google task::Image_Classification license::apache-2.0 test_group::transformers
"""Big Transfer: a ResNetV2-50 with group norms and standardized weights.

Source: https://huggingface.co/google/bit-50
"""

import torch
from transformers import BitConfig, BitForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = BitConfig(
    embedding_size=64,
    hidden_sizes=[256, 512, 1024, 2048],
    depths=[3, 4, 6, 3],
    hidden_act="relu",
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = BitForImageClassification.from_pretrained("google/bit-50")
else:
    model = BitForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
