# labels: name::mobilenet_v1_0_75_192 author::google task::Image_Classification license::other test_group::popular_on_huggingface
"""mobilenet_v1_0.75_192: MobileNet v1, three quarters as wide.

Source: https://huggingface.co/google/mobilenet_v1_0.75_192
"""

import torch
from transformers import MobileNetV1Config, MobileNetV1ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = MobileNetV1Config(
    image_size=192,
    depth_multiplier=0.75,
    num_labels=1001,
)
if pretrained:
    model = MobileNetV1ForImageClassification.from_pretrained("google/mobilenet_v1_0.75_192")
else:
    model = MobileNetV1ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 192, 192)

with torch.no_grad():
    model(pixel_values=pixel_values)
