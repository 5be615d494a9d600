# labels: name::convnext_large_fb_in22k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ConvNeXt large: 229.8 million parameters, 21841 classes.

Source: https://arxiv.org/abs/2201.03545
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "convnext_large.fb_in22k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
