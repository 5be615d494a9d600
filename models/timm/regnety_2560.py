# labels: name::regnety_2560 author::timm task::Image_Classification license::seer-license test_group::timm
"""RegNetY 2560: 1.3 billion parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2003.13678
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("regnety_2560", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
