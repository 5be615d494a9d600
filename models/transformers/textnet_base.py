# labels: name::textnet_base author::czczup task::Image_Classification license::apache-2.0 test_group::transformers
"""TextNet base: a backbone that finds text.

Source: https://huggingface.co/czczup/textnet-base
"""

import torch
from transformers import TextNetConfig, TextNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = TextNetConfig(
    hidden_sizes=[64, 64, 128, 256, 512],
    image_size=[640, 640],
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = TextNetForImageClassification.from_pretrained("czczup/textnet-base")
else:
    model = TextNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
