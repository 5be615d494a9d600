# labels: name::hgnet_v2_x author::ustc-community task::Image_Classification license::apache-2.0 test_group::transformers
"""HGNet V2: the backbone of D-FINE, in the library's default configuration.

Source: https://huggingface.co/ustc-community/hgnet-v2
"""

import torch
from transformers import HGNetV2Config, HGNetV2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = HGNetV2Config(
    embedding_size=64,
    hidden_sizes=[256, 512, 1024, 2048],
    depths=[3, 4, 6, 3],
    hidden_act="relu",
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = HGNetV2ForImageClassification.from_pretrained("ustc-community/hgnet-v2")
else:
    model = HGNetV2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
