# labels: name::poolformer_s24 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""PoolFormer S24: 21.4 million parameters.

Source: https://arxiv.org/abs/2111.11418
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("poolformer_s24", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
