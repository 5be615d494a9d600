# labels: name::gcresnet50t author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNet 50t with global context: 25.9 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/1904.11492
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("gcresnet50t", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
