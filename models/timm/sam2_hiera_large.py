# labels: name::sam2_hiera_large author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""SAM 2's Hiera large: 212.2 million parameters, images of 1024 × 1024 pixels.

Source: https://arxiv.org/abs/2408.00714
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("sam2_hiera_large", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 1024, 1024))
