# labels: name::regnety_640 author::timm task::Image_Classification license::seer-license test_group::timm
"""RegNetY 640: 281.4 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2003.13678
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("regnety_640", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
