# labels: name::convnext_femto_ols author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ConvNeXt femto with an overlapping stem: 5.2 million parameters.

Source: https://arxiv.org/abs/2201.03545
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("convnext_femto_ols", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
