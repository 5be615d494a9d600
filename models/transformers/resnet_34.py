# labels: name::resnet_34 author::microsoft task::Image_Classification license::apache-2.0 test_group::transformers
"""ResNet-34.

Source: https://huggingface.co/microsoft/resnet-34
"""

import torch
from transformers import ResNetConfig, ResNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = ResNetConfig(
    embedding_size=64,
    hidden_sizes=[64, 128, 256, 512],
    depths=[3, 4, 6, 3],
    hidden_act="relu",
    layer_type="basic",
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = ResNetForImageClassification.from_pretrained("microsoft/resnet-34")
else:
    model = ResNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
