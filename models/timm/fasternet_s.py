# labels: name::fasternet_s author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""FasterNet S: 31.2 million parameters.

Source: https://arxiv.org/abs/2303.03667
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("fasternet_s", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
