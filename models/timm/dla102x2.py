# labels: name::dla102x2 author::timm task::Image_Classification license::bsd-3-clause test_group::timm
"""DLA 102x2: 41.3 million parameters.

Source: https://arxiv.org/abs/1707.06484
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("dla102x2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
