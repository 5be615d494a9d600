# labels: name::tf_efficientnet_l2_ns_jft_in1k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet L2 with TensorFlow's padding: 480.3 million parameters, images of 800 × 800 pixels.

Source: https://arxiv.org/abs/1911.04252
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "tf_efficientnet_l2.ns_jft_in1k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 800, 800))
