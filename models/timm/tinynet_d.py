# labels: name::tinynet_d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""TinyNet D: 2.3 million parameters, images of 152 × 152 pixels.

Source: https://arxiv.org/abs/2010.14819
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tinynet_d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 152, 152))
