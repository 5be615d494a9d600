# labels: name::efficientnet_b3 author::google task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""efficientnet-b3: EfficientNet B3.

Source: https://huggingface.co/google/efficientnet-b3
"""

import torch
from transformers import EfficientNetConfig, EfficientNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = EfficientNetConfig(
    image_size=300,
    width_coefficient=1.2,
    depth_coefficient=1.4,
    hidden_dim=1536,
    num_labels=1000,
)
if pretrained:
    model = EfficientNetForImageClassification.from_pretrained("google/efficientnet-b3")
else:
    model = EfficientNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 300, 300)

with torch.no_grad():
    model(pixel_values=pixel_values)
