# labels: name::convmixer_1536_20 author::timm task::Image_Classification license::mit test_group::timm
"""ConvMixer 1536 20: 51.6 million parameters.

Source: https://arxiv.org/abs/2201.09792
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("convmixer_1536_20", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
