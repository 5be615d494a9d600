# labels: name::convnext_base author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""ConvNeXt base.

Source: https://huggingface.co/facebook/convnext-base-224
"""

import torch
from transformers import ConvNextConfig, ConvNextForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = ConvNextConfig(
    hidden_sizes=[128, 256, 512, 1024],
    depths=[3, 3, 27, 3],
    hidden_act="gelu",
    image_size=224,
    patch_size=4,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = ConvNextForImageClassification.from_pretrained("facebook/convnext-base-224")
else:
    model = ConvNextForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
