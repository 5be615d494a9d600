# labels: name::tf_efficientnetv2_l author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNetV2 L with TensorFlow's padding: 118.5 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2104.00298
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tf_efficientnetv2_l", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
