# labels: name::selecsls60 author::timm task::Image_Classification license::cc-by-4.0 test_group::timm
"""SelecSLS 60: 30.7 million parameters.

Source: https://arxiv.org/abs/1907.00837
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("selecsls60", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
