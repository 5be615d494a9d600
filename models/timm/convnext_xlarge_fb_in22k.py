# labels: name::convnext_xlarge_fb_in22k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ConvNeXt xlarge: 392.9 million parameters, 21841 classes.

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
ARCHITECTURE = "convnext_xlarge.fb_in22k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
