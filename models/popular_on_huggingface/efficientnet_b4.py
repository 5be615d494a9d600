# labels: name::efficientnet_b4 author::google task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""efficientnet-b4: EfficientNet B4.

Source: https://huggingface.co/google/efficientnet-b4
"""

import torch
from transformers import EfficientNetConfig, EfficientNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = EfficientNetConfig(
    image_size=380,
    width_coefficient=1.4,
    depth_coefficient=1.8,
    hidden_dim=1792,
    num_labels=1000,
)
if pretrained:
    model = EfficientNetForImageClassification.from_pretrained("google/efficientnet-b4")
else:
    model = EfficientNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 380, 380)

with torch.no_grad():
    model(pixel_values=pixel_values)
