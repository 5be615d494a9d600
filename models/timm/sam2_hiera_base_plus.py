# labels: name::sam2_hiera_base_plus author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""SAM 2's Hiera base-plus: 68.7 million parameters, images of 896 × 896 pixels.

Source: https://arxiv.org/abs/2408.00714
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("sam2_hiera_base_plus", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 896, 896))
