# labels: name::tf_efficientnet_b4 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet B4 with TensorFlow's padding: 19.3 million parameters, images of 380 × 380 pixels.

Source: https://arxiv.org/abs/1905.11946
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tf_efficientnet_b4", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 380, 380))
