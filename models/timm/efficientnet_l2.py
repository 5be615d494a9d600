# labels: name::efficientnet_l2 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet L2: 480.3 million parameters, images of 800 × 800 pixels.

Source: https://arxiv.org/abs/1911.04252
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("efficientnet_l2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 800, 800))
