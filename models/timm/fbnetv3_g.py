# labels: name::fbnetv3_g author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""FBNetV3 G: 16.6 million parameters, images of 240 × 240 pixels.

Source: https://arxiv.org/abs/2006.02049
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("fbnetv3_g", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 240, 240))
