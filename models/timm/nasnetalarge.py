# labels: name::nasnetalarge author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""NASNet-A large: 88.8 million parameters, images of 331 × 331 pixels.

Source: https://arxiv.org/abs/1707.07012
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("nasnetalarge", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 331, 331))
