# labels: name::mobilenet_v1 author::google task::Image_Classification license::other test_group::transformers
"""MobileNet V1.

Source: https://huggingface.co/google/mobilenet_v1_1.0_224
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
    image_size=224,
    num_labels=1001,
    depth_multiplier=1.0,
    num_channels=num_channels,
)
if pretrained:
    model = MobileNetV1ForImageClassification.from_pretrained("google/mobilenet_v1_1.0_224")
else:
    model = MobileNetV1ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
