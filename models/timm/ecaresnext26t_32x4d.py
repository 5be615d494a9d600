# labels: name::ecaresnext26t_32x4d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ECA-ResNeXt 26t 32x4d: 15.4 million parameters.

Source: https://arxiv.org/abs/1910.03151
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("ecaresnext26t_32x4d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
