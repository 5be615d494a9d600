# labels: name::seresnextaa201d_32x8d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""SE-ResNeXt 201d 32x8d with anti-aliasing: 149.4 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/1709.01507
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("seresnextaa201d_32x8d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
