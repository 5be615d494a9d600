# labels: name::efficientnet_b7 author::google task::Image_Classification license::apache-2.0 test_group::transformers
"""EfficientNet B7.

Source: https://huggingface.co/google/efficientnet-b7
"""

import torch
from transformers import EfficientNetConfig, EfficientNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = EfficientNetConfig(
    hidden_act="swish",
    image_size=600,
    width_coefficient=2.0,
    depth_coefficient=3.1,
    hidden_dim=2560,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = EfficientNetForImageClassification.from_pretrained("google/efficientnet-b7")
else:
    model = EfficientNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 600, 600)

with torch.no_grad():
    model(pixel_values=pixel_values)
