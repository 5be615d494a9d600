# labels: name::efficientformerv2_s1 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientFormerV2 S1: 6.2 million parameters.

Source: https://arxiv.org/abs/2212.08059
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("efficientformerv2_s1", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
