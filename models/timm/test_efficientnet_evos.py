# labels: name::test_efficientnet_evos author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""A tiny EfficientNet for tests with EvoNorm: 0.4 million parameters, images of 160 × 160 pixels.

Source: https://arxiv.org/abs/1905.11946
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("test_efficientnet_evos", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 160, 160))
