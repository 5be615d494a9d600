# labels: name::efficientnet_blur_b0 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet B0 with blurred pooling: 5.3 million parameters.

Source: https://arxiv.org/abs/1905.11946
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("efficientnet_blur_b0", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
