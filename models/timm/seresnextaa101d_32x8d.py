# labels: name::seresnextaa101d_32x8d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""SE-ResNeXt 101d 32x8d with anti-aliasing: 93.6 million parameters, images of 288 × 288 pixels.

Source: https://arxiv.org/abs/1709.01507
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("seresnextaa101d_32x8d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 288, 288))
