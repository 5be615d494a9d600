# labels: name::mobilenet_v2_deeplab author::google task::Image_Segmentation license::other test_group::transformers
"""DeepLabV3+ on MobileNet V2.

Source: https://huggingface.co/google/deeplabv3_mobilenet_v2_1.0_513
"""

import torch
from transformers import MobileNetV2Config, MobileNetV2ForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = MobileNetV2Config(
    hidden_act="relu6",
    image_size=513,
    num_labels=21,
    output_stride=16,
    num_channels=num_channels,
)
if pretrained:
    model = MobileNetV2ForSemanticSegmentation.from_pretrained("google/deeplabv3_mobilenet_v2_1.0_513")
else:
    model = MobileNetV2ForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
