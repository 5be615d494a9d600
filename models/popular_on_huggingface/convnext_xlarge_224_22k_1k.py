# labels: name::convnext_xlarge_224_22k_1k author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""convnext-xlarge-224-22k-1k: ConvNeXt xlarge.

Source: https://huggingface.co/facebook/convnext-xlarge-224-22k-1k
"""

import torch
from transformers import ConvNextConfig, ConvNextForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = ConvNextConfig(
    depths=[3, 3, 27, 3],
    hidden_sizes=[256, 512, 1024, 2048],
    num_labels=1000,
)
if pretrained:
    model = ConvNextForImageClassification.from_pretrained("facebook/convnext-xlarge-224-22k-1k")
else:
    model = ConvNextForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
