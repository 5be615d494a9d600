# labels: name::resnest50d_4s2x40d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNeSt 50d 4s2x40d: 30.4 million parameters.

Source: https://arxiv.org/abs/2004.08955
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("resnest50d_4s2x40d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
