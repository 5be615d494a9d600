# labels: name::convnext_large_224_22k author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""convnext-large-224-22k: ConvNeXt large with 21,841 classes.

Source: https://huggingface.co/facebook/convnext-large-224-22k
"""

import torch
from transformers import ConvNextConfig, ConvNextForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = ConvNextConfig(
    depths=[3, 3, 27, 3],
    hidden_sizes=[192, 384, 768, 1536],
    num_labels=21841,
)
if pretrained:
    model = ConvNextForImageClassification.from_pretrained("facebook/convnext-large-224-22k")
else:
    model = ConvNextForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
