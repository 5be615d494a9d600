# labels: name::tinynet_c author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""TinyNet C: 2.5 million parameters, images of 184 × 184 pixels.

Source: https://arxiv.org/abs/2010.14819
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tinynet_c", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 184, 184))
