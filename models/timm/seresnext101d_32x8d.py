# labels: name::seresnext101d_32x8d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""SE-ResNeXt 101d 32x8d: 93.6 million parameters.

Source: https://arxiv.org/abs/2110.00476
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("seresnext101d_32x8d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
