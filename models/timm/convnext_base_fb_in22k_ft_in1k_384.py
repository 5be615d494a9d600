# labels: name::convnext_base_fb_in22k_ft_in1k_384 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ConvNeXt base: 88.6 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2201.03545
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "convnext_base.fb_in22k_ft_in1k_384"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
