# labels: name::cpubone_nano author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""CPUBone nano: 6.5 million parameters.

Source: https://arxiv.org/abs/2603.26425
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("cpubone_nano", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
