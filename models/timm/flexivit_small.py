# labels: name::flexivit_small author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""FlexiViT small: 22.1 million parameters, images of 240 × 240 pixels.

Source: https://arxiv.org/abs/2212.08013
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("flexivit_small", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 240, 240))
