# labels: name::tf_efficientnetv2_l_in21k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNetV2 L with TensorFlow's padding: 145.2 million parameters, images of 384 × 384 pixels, 21843 classes.

Source: https://arxiv.org/abs/2104.00298
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "tf_efficientnetv2_l.in21k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
