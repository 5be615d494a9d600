# labels: name::efficientnet_b3_gn author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet B3 with group normalization: 11.7 million parameters, images of 288 × 288 pixels.

Source: https://arxiv.org/abs/1905.11946
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("efficientnet_b3_gn", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 288, 288))
