# labels: name::tinynet_a author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""TinyNet A: 6.2 million parameters, images of 192 × 192 pixels.

Source: https://arxiv.org/abs/2010.14819
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tinynet_a", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 192, 192))
