# labels: name::resnest269e author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNeSt 269e: 110.9 million parameters, images of 416 × 416 pixels.

Source: https://arxiv.org/abs/2004.08955
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("resnest269e", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 416, 416))
