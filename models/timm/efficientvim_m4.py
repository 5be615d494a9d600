# labels: name::efficientvim_m4 author::timm task::Image_Classification license::mit test_group::timm
"""EfficientViM M4: 19.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2411.15241
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("efficientvim_m4", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
