# labels: name::mobilenet_edgetpu_v2_m author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNet-EdgeTPU v2 M: 8.5 million parameters.

Source: https://arxiv.org/abs/2204.14007
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mobilenet_edgetpu_v2_m", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
