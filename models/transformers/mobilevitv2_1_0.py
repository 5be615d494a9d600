# labels: name::mobilevitv2_1_0 author::apple task::Image_Classification license::other test_group::transformers
"""MobileViTV2: separable self-attention.

Source: https://huggingface.co/apple/mobilevitv2-1.0-imagenet1k-256
"""

import torch
from transformers import MobileViTV2Config, MobileViTV2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = MobileViTV2Config(
    initializer_range=0.2,
    hidden_act="swish",
    image_size=256,
    patch_size=2,
    width_multiplier=1.0,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = MobileViTV2ForImageClassification.from_pretrained("apple/mobilevitv2-1.0-imagenet1k-256")
else:
    model = MobileViTV2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 256, 256)

with torch.no_grad():
    model(pixel_values=pixel_values)
