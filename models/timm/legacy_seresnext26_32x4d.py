# labels: name::legacy_seresnext26_32x4d author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""SE-ResNeXt 26 32x4d, Cadene's port: 16.8 million parameters.

Source: https://arxiv.org/abs/1709.01507
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("legacy_seresnext26_32x4d", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
