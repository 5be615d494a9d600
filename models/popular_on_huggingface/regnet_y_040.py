# labels: name::regnet_y_040 author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::694
"""regnet-y-040: RegNet Y of four billion operations.

Source: https://huggingface.co/facebook/regnet-y-040
"""

import torch
from transformers import RegNetConfig, RegNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = RegNetConfig(
    embedding_size=32,
    hidden_sizes=[128, 192, 512, 1088],
    depths=[2, 6, 12, 2],
    groups_width=64,
    layer_type="y",
    num_labels=1000,
)
if pretrained:
    model = RegNetForImageClassification.from_pretrained("facebook/regnet-y-040")
else:
    model = RegNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
