# labels: name::aimv2_huge_patch14_336 author::timm task::Image_Feature_Extraction license::apple-ascl test_group::timm
"""AIMv2 huge with patches of 14 pixels: 681.3 million parameters, images of 336 × 336 pixels.

Source: https://arxiv.org/abs/2411.14402
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("aimv2_huge_patch14_336", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 336, 336))
