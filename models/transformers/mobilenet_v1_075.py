# labels: name::mobilenet_v1_075 author::google task::Image_Classification license::other test_group::transformers
"""MobileNet V1 at three quarters of its width.

Source: https://huggingface.co/google/mobilenet_v1_0.75_192
"""

import torch
from transformers import MobileNetV1Config, MobileNetV1ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = MobileNetV1Config(
    hidden_act="relu6",
    image_size=192,
    num_labels=1001,
    depth_multiplier=0.75,
    num_channels=num_channels,
)
if pretrained:
    model = MobileNetV1ForImageClassification.from_pretrained("google/mobilenet_v1_0.75_192")
else:
    model = MobileNetV1ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
