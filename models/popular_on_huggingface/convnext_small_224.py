# labels: name::convnext_small_224 author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1084
"""convnext-small-224: ConvNeXt small.

Source: https://huggingface.co/facebook/convnext-small-224
"""

import torch
from transformers import ConvNextConfig, ConvNextForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = ConvNextConfig(
    depths=[3, 3, 27, 3],
    hidden_sizes=[96, 192, 384, 768],
    num_labels=1000,
)
if pretrained:
    model = ConvNextForImageClassification.from_pretrained("facebook/convnext-small-224")
else:
    model = ConvNextForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
