# labels: name::convnextv2_huge author::timm task::Image_Classification license::cc-by-nc-4.0 test_group::timm
"""ConvNeXt V2 huge: 660.3 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2301.00808
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("convnextv2_huge", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
