# labels: name::test_vit3 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""A tiny ViT for tests 3: 0.9 million parameters, images of 160 × 160 pixels.

Source: https://arxiv.org/abs/2010.11929
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("test_vit3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 160, 160))
