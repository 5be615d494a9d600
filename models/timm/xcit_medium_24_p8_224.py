# labels: name::xcit_medium_24_p8_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""XCiT medium 24 with patches of 8 pixels: 84.3 million parameters.

Source: https://arxiv.org/abs/2106.09681
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("xcit_medium_24_p8_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
