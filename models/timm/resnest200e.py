# labels: name::resnest200e author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNeSt 200e: 70.2 million parameters, images of 320 × 320 pixels.

Source: https://arxiv.org/abs/2004.08955
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("resnest200e", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 320, 320))
