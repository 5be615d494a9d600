# labels: name::inception_next_tiny author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""InceptionNeXt tiny: 28.1 million parameters.

Source: https://arxiv.org/abs/2303.16900
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("inception_next_tiny", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
