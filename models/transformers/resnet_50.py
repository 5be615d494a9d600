# labels: name::resnet_50 author::microsoft task::Image_Classification license::apache-2.0 test_group::transformers
"""ResNet-50.

Source: https://huggingface.co/microsoft/resnet-50
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
    hidden_sizes=[256, 512, 1024, 2048],
    depths=[3, 4, 6, 3],
    hidden_act="relu",
    layer_type="bottleneck",
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = ResNetForImageClassification.from_pretrained("microsoft/resnet-50")
else:
    model = ResNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
