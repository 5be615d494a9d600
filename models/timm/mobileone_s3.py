# labels: name::mobileone_s3 author::timm task::Image_Classification license::mobileone-license test_group::timm
"""MobileOne S3: 10.2 million parameters.

Source: https://arxiv.org/abs/2206.04040
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("mobileone_s3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
