# labels: name::efficientnet_b2 author::google task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""efficientnet-b2: EfficientNet B2.

Source: https://huggingface.co/google/efficientnet-b2
"""

import torch
from transformers import EfficientNetConfig, EfficientNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = EfficientNetConfig(
    image_size=260,
    width_coefficient=1.1,
    depth_coefficient=1.2,
    hidden_dim=1408,
    num_labels=1000,
)
if pretrained:
    model = EfficientNetForImageClassification.from_pretrained("google/efficientnet-b2")
else:
    model = EfficientNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 260, 260)

with torch.no_grad():
    model(pixel_values=pixel_values)
