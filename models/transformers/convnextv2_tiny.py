# labels: name::convnextv2_tiny author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""ConvNeXt V2 tiny.

Source: https://huggingface.co/facebook/convnextv2-tiny-1k-224
"""

import torch
from transformers import ConvNextV2Config, ConvNextV2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = ConvNextV2Config(
    hidden_sizes=[96, 192, 384, 768],
    depths=[3, 3, 9, 3],
    hidden_act="gelu",
    image_size=224,
    patch_size=4,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = ConvNextV2ForImageClassification.from_pretrained("facebook/convnextv2-tiny-1k-224")
else:
    model = ConvNextV2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
